import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type FuzzedServer, startFuzzed } from './fuzz/fuzzed-server.ts'
import { anyMutation, mutate } from './fuzz/mutations.ts'
import { LAST, seedRequests } from './fuzz/seed-requests.ts'
import { LIMIT_MS, SEED } from './fuzz/settings.ts'
import { converse } from './fuzz/wire.ts'
import { say } from './kit/say.ts'
import { waitUntil } from './kit/wait-until.ts'

/** A leak of 1 KB per request adds 10 MB to some 30 MB in each half: it can be told. */
const REQUESTS = 10_000
const PER_LINE = 40
const LINES = 10
const TIMES = 12
/** Of one line in four the last request is spoilt. */
const SPOILT = 4
/** Of what is held after the first half; after the same again it must hardly be more. */
const GROWTH_MAX = 1.1
const RESIDENT_GROWTH_MAX = 1.15

it(
  'holds no more after twice as many requests, served, refused and broken',
  async () => {
    const preload = fileURLToPath(new URL('fuzz/collect-garbage.mjs', import.meta.url))
    const server = await startFuzzed({ NODE_OPTIONS: `--import=${preload}` })
    await sendHalf(server)
    await sendHalf(server)
    const first = await measure(server)
    await sendHalf(server)
    const second = await measure(server)
    await server.expectWell()
    await server.expectFewFiles()
    say(`Held after ${2 * REQUESTS} requests ${first.held}, after ${REQUESTS} more ${second.held}.`)
    say(`Resident: ${first.resident} and ${second.resident} bytes.`)
    expect(second.held / first.held).toBeLessThan(GROWTH_MAX)
    expect(second.resident / first.resident).toBeLessThan(RESIDENT_GROWTH_MAX)
  },
  LIMIT_MS,
)

/** The same requests each time, for the same few hosts: what is kept on purpose is kept already. */
async function sendHalf(server: FuzzedServer): Promise<void> {
  const mutations = fc.sample(anyMutation, { numRuns: REQUESTS / PER_LINE, seed: SEED })
  const lines = mutations.map((mutation, line) => {
    const requests = Array.from({ length: PER_LINE }, (_, nth) => {
      const seeds = seedRequests(server.keys, `m${String(nth % 10).padStart(11, '0')}`)
      const [usual] = seeds
      const request = seeds[(line + nth) % seeds.length] ?? LAST
      return request.includes('/v1/silences') || request.includes('/v1/keys')
        ? (usual ?? LAST)
        : request
    })
    const spoilt = mutate(requests.at(-1) ?? LAST, mutation, requests)
    return Buffer.concat(line % SPOILT === 0 ? [...requests, spoilt, LAST] : [...requests, LAST])
  })
  for (let at = 0; at < lines.length; at += LINES) {
    const open = lines.slice(at, at + LINES).map((bytes) => converse(server.port, [bytes]))
    await Promise.all(open.map(({ written }) => written))
    await server.expectWell()
    for (const { cut } of open) cut()
    await Promise.allSettled(open.map(({ done }) => done))
  }
}

/** The least of several measurements: between two of them more of what was closed is given back. */
async function measure(server: FuzzedServer): Promise<{ held: number; resident: number }> {
  const said = () => [...server.stderr().matchAll(/^HELD (\d+)$/gm)].map(([, held]) => Number(held))
  const helds: number[] = []
  await server.expectFewFiles()
  for (let time = 0; time < TIMES; time++) {
    const before = said().length
    server.signal('SIGUSR2')
    await waitUntil('what it holds', () => said().length > before, 10_000)
    helds.push(said().at(-1) ?? Number.POSITIVE_INFINITY)
    await server.expectWell()
  }
  return { held: Math.min(...helds), resident: server.residentBytes() }
}
