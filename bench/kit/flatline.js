import { fileURLToPath } from 'node:url'
import { askHttp } from './ask-http.js'
import { startProgram } from './program.js'
import { pause, waitUntil } from './wait-until.js'

const PROGRAM = fileURLToPath(new URL('../../bin/flatline.js', import.meta.url))
const PROBE = new URL('./probe.js', import.meta.url).href
const LISTENS = /listens on (https?:\S+)/
const KEY = /fl_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}/

/**
 * The built server as a child process, with probe.js inside. `keys`: those of a former start on the
 * same directory. `startedInMs`: from spawning it until its first 200 at /readyz.
 */
export async function startFlatline(dataDir, { keys = null, env = {}, nodeArgs = [] } = {}) {
  const startedAt = performance.now()
  const args = ['--expose-gc', '--import', PROBE, ...nodeArgs, PROGRAM, 'serve']
  const program = await startProgram(process.execPath, args, {
    env: { ...serveEnv(dataDir), ...env },
    says: keys === null ? /listens on (https?:\S+).*beat +fl_\w+\n/s : LISTENS,
    asks: true,
  })
  const url = LISTENS.exec(program.said[0])[1]
  await waitUntil('ready', async () => (await askHttp(`${url}/readyz`)).status === 200, 60_000, 2)
  const startedInMs = performance.now() - startedAt
  const found = keys ?? {
    admin: printedKey(program.said[0], 'admin'),
    beat: printedKey(program.said[0], 'beat'),
  }
  return {
    url,
    program,
    startedInMs,
    keys: found,
    /** Event-loop delay in ms while `act` runs. */
    async delayDuring(act) {
      await program.ask('forget')
      const result = await act()
      return { result, delay: await program.ask('delay') }
    },
    memory: () => program.ask('memory'),
    read: async (path) => JSON.parse((await askHttp(url + path, found.admin)).body),
    stop: (signal) => program.end(signal),
  }
}

/** Makes the directory's keys and lets go of it, so that a fleet can be put in. */
export async function prepareKeys(dataDir) {
  const server = await startFlatline(dataDir)
  await pause(300)
  await server.stop()
  return server.keys
}

export function serveEnv(dataDir) {
  return {
    HOME: dataDir,
    FLATLINE_HOST: '127.0.0.1',
    FLATLINE_PORT: '0',
    FLATLINE_DATA_DIR: dataDir,
    FLATLINE_ALLOW_TARGETS: '127.0.0.1/32',
    FLATLINE_LOG_LEVEL: 'warn',
  }
}

function printedKey(text, name) {
  return new RegExp(`^\\s*${name}\\s+(${KEY.source})\\s*$`, 'm').exec(text)[1]
}
