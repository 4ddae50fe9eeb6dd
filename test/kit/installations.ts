import { apiClient } from './api-client.ts'
import { startDynamodb } from './dynamodb-process.ts'
import { type FlatlineServer, startServer } from './flatline-server.ts'
import { startFunctions } from './functions.ts'
import type { Installation, InstallationKind } from './installation.ts'

/** Every way to run Flatline, each as it is built. */
export const INSTALLATIONS: readonly InstallationKind[] = [
  {
    name: 'a server with a folder',
    reachesLoopback: true,
    noticedWithinMs: 1_000,
    start: async (variables) => asInstallation(await startServer(variables)),
  },
  {
    name: 'a server on DynamoDB',
    reachesLoopback: true,
    noticedWithinMs: 20_000,
    async start(variables) {
      const dynamodb = await startDynamodb()
      return asInstallation(await startServer({ ...variables, ...dynamodb.variables }))
    },
  },
  {
    name: 'functions on DynamoDB',
    reachesLoopback: false,
    noticedWithinMs: 25_000,
    async start(variables) {
      const { functionVariables } = await startDynamodb()
      const functions = await startFunctions({ ...variables, ...functionVariables })
      functions.schedule()
      const { url, beatKey, adminKey, log } = functions
      return { url, beatKey, admin: apiClient(url, adminKey), log }
    },
  },
]

function asInstallation(server: FlatlineServer): Installation {
  const { url, beatKey, admin } = server
  return { url, beatKey, admin, log: () => server.process().stdout() }
}
