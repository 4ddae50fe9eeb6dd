import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { loadConfig } from '../../src/runtime/config.ts'
import { openLog } from '../../src/runtime/server/log.ts'
import { type RunningServer, startServer } from '../../src/runtime/server/server.ts'
import { type InputTarget, inputTarget } from './input-target.ts'

/** Built: Node 20 cannot start a process from TypeScript. */
const WORKER_PROGRAM = fileURLToPath(
  new URL('../../dist/runtime/server/workers/worker-main.js', import.meta.url),
)

/**
 * The real server in this process, with short limits. Runs from before the first test of the file,
 * or of the `describe` around it, until after its last.
 */
export function useInputServer(settings: Readonly<Record<string, string>> = {}): InputTarget {
  const dataDir = mkdtempSync(join(tmpdir(), 'flatline-input-'))
  let server: RunningServer | undefined
  beforeAll(async () => {
    const args = ['--port', '0', '--host', '127.0.0.1', '--data-dir', dataDir]
    const { config } = loadConfig(args, { variables: settings, homeDir: dataDir })
    server = await startServer(config, {
      log: openLog('silent'),
      writeLine: () => {},
      workerProgram: WORKER_PROGRAM,
      limits: { headMsMax: 700, requestMsMax: 700, lookEveryMs: 50 },
    })
  })
  afterAll(async () => {
    await server?.close()
    rmSync(dataDir, { recursive: true })
  })
  return inputTarget(false, () => {
    if (server === undefined) throw new Error('the server has not started')
    const { url, port, keys } = server
    return { url, port, adminKey: keys?.admin ?? '', beatKey: keys?.beat ?? '' }
  })
}
