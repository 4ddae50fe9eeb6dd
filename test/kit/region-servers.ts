import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Place } from '../../src/store/dynamodb/client.ts'
import { cleanEnv } from './clean-env.ts'

export type RegionName = 'us-east-1' | 'us-west-2'

export const EAST = 'us-east-1'
export const WEST = 'us-west-2'
const WITNESS = 'us-east-2'

export type ServerPlace = Place & { readonly endpoint: string }

/** A DynamoDB per region for its pulses, and one for the records, to be shared by many tests. */
export interface Servers {
  readonly pulses: Readonly<Record<RegionName, ServerPlace>>
  readonly records: ServerPlace
  /** A name that no table has. */
  newName(stem: string): string
  close(): Promise<void>
}

const PROCESS = fileURLToPath(new URL('./dynalite-process.mjs', import.meta.url))

/** In a process of their own, so that they work while the functions do. */
export async function startServers(): Promise<Servers> {
  const child = fork(PROCESS, ['3'], { env: cleanEnv('/nonexistent', {}), stdio: 'inherit' })
  const [east, west, records] = await Promise.race([once(child, 'message'), died(child)]).then(
    ([ports]) => portsIn(ports).map((port) => `http://127.0.0.1:${port}`),
  )
  if (east === undefined || west === undefined || records === undefined) throw new Error('three')
  let tables = 0
  return {
    pulses: {
      [EAST]: { region: EAST, endpoint: east },
      [WEST]: { region: WEST, endpoint: west },
    },
    records: { region: WITNESS, endpoint: records },
    newName: (stem) => `${stem}-${++tables}`,
    async close() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

async function died(child: ReturnType<typeof fork>): Promise<never> {
  const [code] = await once(child, 'exit')
  throw new Error(`the servers ended with ${code}`)
}

function portsIn(message: unknown): unknown[] {
  if (!Array.isArray(message)) throw new Error('no ports were told')
  return message
}
