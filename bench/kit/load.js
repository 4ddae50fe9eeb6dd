import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runProgram } from './program.js'

const WRK = ['/usr/bin/wrk', '/usr/local/bin/wrk', '/opt/homebrew/bin/wrk'].find(existsSync)
const SCRIPT = fileURLToPath(new URL('./load.lua', import.meta.url))
const FALLBACK = fileURLToPath(new URL('./autocannon-load.js', import.meta.url))

export const CLIENT = WRK === undefined ? 'autocannon' : 'wrk, 1 thread'

/**
 * Heartbeats of 10,000 hosts in turn, as fast as answers come, from a process of its own. Gives
 * requests per second, latency in ms, and the CPU time of `program` per request in µs, in all and
 * on its main thread.
 */
export async function runLoad({ url, program }, key, shape) {
  const { connections, seconds, batch = 1, connection = 'keep-alive' } = shape
  const rest = [key, String(batch), connection]
  const before = program.cpu()
  const output =
    WRK === undefined
      ? await runProgram(
          process.execPath,
          [FALLBACK, url, connections, seconds, ...rest].map(String),
        )
      : await runProgram(WRK, [
          ...['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--latency'],
          ...['-s', SCRIPT, url, '--', ...rest],
        ])
  const after = program.cpu()
  const result = JSON.parse(/RESULT (\{.*\})/.exec(output)[1])
  if (result.requests === 0) throw new Error(`no answers from ${url}: ${output}`)
  return {
    ...result,
    perSecond: result.requests / result.seconds,
    cpuMicros: ((after.all - before.all) * 1_000) / result.requests,
    mainMicros: ((after.main - before.main) * 1_000) / result.requests,
  }
}
