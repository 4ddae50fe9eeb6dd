import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type MemoryServer, memoryServer } from './fuzz/memory-server.ts'
import { anyMutation, type Mutation, mutate, split } from './fuzz/mutations.ts'
import { ID_LENGTH, LAST, seedRequests } from './fuzz/seed-requests.ts'
import { HOW, LIMIT_MS, RUNS } from './fuzz/settings.ts'
import { openTally, type Tally } from './fuzz/tally.ts'
import { converse, type Exchange, exchange, shown } from './fuzz/wire.ts'

interface Line {
  readonly requests: readonly { readonly seed: number; readonly mutations: readonly Mutation[] }[]
  readonly splits: readonly number[]
}

const LINES_MAX = 60
const REQUESTS_MAX = 4
const ROUNDS = 3
const A = 97
const LETTERS = 26
/** A run is short here: nothing goes over a network. */
const RUNS_EACH = 5
const FOUND = ['fast', 'pipelined', '200', '400', '401', '404', '431']

/** The first three seeds are plain heartbeats: half of what is sent begins as one. */
const anyLine: fc.Arbitrary<Line> = fc.record({
  requests: fc.array(
    fc.record({
      seed: fc.oneof(fc.nat(2), fc.nat(99)),
      mutations: fc.oneof(fc.constant([]), fc.array(anyMutation, { maxLength: 2 })),
    }),
    { minLength: 1, maxLength: REQUESTS_MAX },
  ),
  splits: fc.oneof(fc.constant([]), fc.array(fc.nat(10_000), { maxLength: 4 })),
})

it(
  'answers and stores the same with and without the fast path, whatever the bytes',
  async () => {
    const tally = openTally()
    const property = fc.asyncProperty(
      fc.array(anyLine, { minLength: 1, maxLength: LINES_MAX, size: 'max' }),
      async (lines) => {
        const [fast, slow] = await Promise.all([memoryServer(true), memoryServer(false)])
        const streams = lines.map((line, index) => partsOf(slow, line, index)).filter(isDecided)
        const [some, others] = await Promise.all([talk(fast, streams), talk(slow, streams)])
        for (const [index, other] of others.entries()) compare(some[index], other, tally)
        expect(await fast.stored()).toBe(await slow.stored())
        tally.add('streams', streams.length)
        tally.add('left out', lines.length - streams.length)
        tally.add('fast', slow.requests() - fast.requests())
        await Promise.all([fast.close(), slow.close()])
      },
    )
    await fc.assert(property, { ...HOW, numRuns: RUNS * RUNS_EACH })
    tally.report('The fast path beside node:http')
    expect(tally.missing(FOUND)).toEqual([])
  },
  LIMIT_MS,
)

/** All at once; what has no answer when good heartbeats have theirs waits for more. */
async function talk(server: MemoryServer, streams: readonly Buffer[][]): Promise<Exchange[]> {
  const open = streams.map((parts) => converse(server.port, parts))
  await Promise.all(open.map(({ written }) => written))
  const [good = LAST] = seedRequests(server.keys, 'good-heartbeat')
  for (let round = 0; round < ROUNDS; round++) await exchange(server.port, [good], 1)
  for (const { cut } of open) cut()
  return Promise.all(open.map(({ done }) => done))
}

function compare(one: Exchange | undefined, other: Exchange, tally: Tally): void {
  if (one === undefined || one.reset || other.reset) {
    tally.add('reset')
    return
  }
  const sent = shown(other.parts)
  expect(`${sent}\n${said(one)}`).toBe(`${sent}\n${said(other)}`)
  for (const { status } of other.answers) tally.add(String(status))
  if (other.answers.length > 1) tally.add('pipelined')
}

function said({ answers }: Exchange): string {
  return JSON.stringify(
    answers.map(({ status, headers, body }) => {
      return [status, headers.filter(([name]) => name !== 'date'), body.toString('latin1')]
    }),
  )
}

/**
 * Left out, because node:http alone answers them in one way or another, depending on what it reads
 * in which turn: Expect behind an answer that is under way (send-answer.ts), a broken body where
 * nobody waits for the body, and the method PRI behind a request, which ends the connection.
 */
function isDecided(parts: readonly Buffer[]): boolean {
  const text = Buffer.concat(parts).toString('latin1')
  /** By their versions or, where one is missing, by their paths. */
  const requests = Math.max(text.split('HTTP/').length, text.split(/[A-Z] \//).length) - 1
  if (/expect/i.test(text)) return requests < 2
  if (text.lastIndexOf('PRI ') > 0) return false
  const heartbeats = text.match(/POST \/v1\/hearbeat HTTP|POST \/v1\/heartbeats? HTTP/g) ?? []
  return !/transfer-encoding/i.test(text) || heartbeats.length === requests
}

/** Letters alone, and far apart, so that one that is spoilt is hardly ever another. */
function idOf(index: number): string {
  let id = ''
  for (let rest = index + 1; id.length < ID_LENGTH; rest = (rest * 48_271) % 2_147_483_647) {
    id += String.fromCharCode(A + (rest % LETTERS))
  }
  return id
}

/** Each request has a host of its own: node:http carries out at once what comes at once. */
function partsOf({ keys }: MemoryServer, { requests, splits }: Line, index: number): Buffer[] {
  const spoilt = requests.map(({ seed, mutations }, nth) => {
    const seeds = seedRequests(keys, idOf(index * REQUESTS_MAX + nth))
    return mutations.reduce(
      (bytes, mutation) => mutate(bytes, mutation, seeds),
      seeds[seed % seeds.length] ?? LAST,
    )
  })
  return split(Buffer.concat(spoilt), splits)
}
