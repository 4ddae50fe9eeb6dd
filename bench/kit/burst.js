import { fileURLToPath } from 'node:url'
import { startProgram } from './program.js'

const CLIENT = fileURLToPath(new URL('./burst-client.js', import.meta.url))

/** Carries a plan out in a process of its own; see burst-client.js. One result per step. */
export async function runBurst({ url, keys }, plan) {
  const client = await startProgram(process.execPath, [CLIENT], { asks: true })
  const result = await client.ask({ url, key: keys.beat, ...plan }, lengthOf(plan))
  await client.ended
  return result
}

/**
 * Some other hosts that beat all the time, each once a period, evenly spread, until the returned
 * function is called. That gives the one result.
 */
export async function startTrickle({ url, keys }, { prefix, hosts, periodMs, limitMs }) {
  const client = await startProgram(process.execPath, [CLIENT], { asks: true })
  const step = { startsAt: Date.now() + LEAD_MS, periodMs, rounds: ROUNDS_MAX, spread: 'even' }
  const plan = { url, key: keys.beat, prefix, hosts, connections: 64, limitMs, steps: [step] }
  const answered = client.ask(plan, lengthOf(plan))
  return async () => {
    client.tell('stop')
    const [result] = await answered
    await client.ended
    return result
  }
}

const LEAD_MS = 500
const ROUNDS_MAX = 10_000
const SPARE_MS = 60_000

function lengthOf({ steps, limitMs }) {
  const ends = steps.map(({ startsAt, periodMs, rounds }) => startsAt + periodMs * rounds)
  return Math.ceil(Math.max(...ends) - Date.now() + limitMs + SPARE_MS)
}
