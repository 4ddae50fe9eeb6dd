import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostState } from '../core/host.ts'
import type { Pulses } from '../service/ports.ts'
import { openMemory } from './memory/open.ts'
import {
  allUnsettled,
  beatOf,
  DEFAULTS,
  hostIdOf,
  hostOf,
  markOf,
  type OpenStore,
  surveyedHosts,
  T0,
} from './samples.suite.ts'

type Pair = { readonly model: OpenStore; subject: OpenStore }
type Operation = (pair: Pair) => Promise<void>

const NAMES = ['a', 'b', 'c', 'd', 'e']
const STATES: readonly HostState[] = ['waiting', 'up', 'missing', 'paused', 'retired']
const RUNS = 50
const SPAN_MS = 2 * DEFAULTS.timeoutMs

/** Random operations against the memory store and another, side by side, also across restarts. */
export function describeRandomOperations(open: () => Promise<OpenStore>, runs = RUNS): void {
  describe('random operations', () => {
    it('end like those of the memory store', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(operations, { maxLength: 40 }), async (run) => {
          const model = { ...openMemory(DEFAULTS), close: async () => {} }
          const pair: Pair = { model, subject: await open() }
          try {
            for (const operation of run) await operation(pair)
            await compare(pair)
          } finally {
            await pair.subject.close()
          }
        }),
        { numRuns: runs },
      )
    })
  })
}

const name = fc.constantFrom(...NAMES)
const instant = fc.integer({ min: T0, max: T0 + SPAN_MS })
const timing = fc.record({
  intervalMs: fc.integer({ min: 1, max: DEFAULTS.timeoutMs }),
  timeoutMs: fc.integer({ min: 1, max: SPAN_MS }),
})
const indicators = fc.dictionary(
  fc.constantFrom('x', 'y'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  { noNullPrototype: true },
)
const more = fc.record(
  {
    timing,
    indicators,
    awayMs: fc.integer({ min: 0, max: SPAN_MS }),
    facts: fc.integer({ min: 0, max: 2 }),
    mayRegister: fc.boolean(),
  },
  { requiredKeys: ['awayMs', 'facts', 'mayRegister'] },
)
const beats = fc.array(
  fc.tuple(name, instant, more).map(([text, at, rest]) => beatOf(text, at, rest)),
  { maxLength: 5 },
)
const change = fc.record(
  { timing: fc.option(timing), awayMs: fc.integer({ min: 0, max: SPAN_MS }) },
  { requiredKeys: [] },
)
const site = fc.constantFrom('north', 'south', null)

const operations: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: beats.map((batch) => same(({ pulses }) => pulses.beat(batch))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(name, change)
      .map(([text, what]) => same(({ pulses }) => pulses.configure(hostIdOf(text), what))),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(name, fc.constantFrom(...STATES), site, fc.integer({ min: 0, max: 2 }))
      .map(([text, state, where, facts]) => record(text, state, where, facts)),
  },
  { weight: 1, arbitrary: name.map((text) => forget(text)) },
  {
    weight: 1,
    arbitrary: name.map((text) => same(({ pulses }) => settleLate(pulses, text))),
  },
  { weight: 1, arbitrary: instant.map((now) => same(({ pulses }) => pulses.clamp(now))) },
  { weight: 2, arbitrary: fc.tuple(instant, instant).map(([since, now]) => look(since, now)) },
  { weight: 1, arbitrary: fc.constant(restart) },
)

function same(act: (store: OpenStore) => Promise<unknown>): Operation {
  return async ({ model, subject }) => {
    const [expected, actual] = [await act(model), await act(subject)]
    expect(actual).toEqual(expected)
  }
}

/** As the service does it: the record first, then the pulses are told. */
function record(text: string, state: HostState, where: string | null, facts: number): Operation {
  return same(async ({ pulses, records }) => {
    await pulses.configure(hostIdOf(text), {})
    const version = (await records.get('host', [text]))[0]?.version ?? 0
    const value = hostOf(text, { state, site: where, facts })
    const written = await records.write([{ kind: 'host', id: text, value, ifVersion: version }])
    await pulses.settle([markOf(text, state, { site: where, facts, version: version + 1 })])
    return written
  })
}

/** News from before the first record: the host must stay as it is. */
async function settleLate(pulses: Pulses, text: string): Promise<void> {
  const [pulse] = await pulses.read([hostIdOf(text)])
  if (pulse === undefined || pulse.recorded === 'unrecorded') return
  await pulses.settle([markOf(text, 'paused', { version: 0 })])
}

function forget(text: string): Operation {
  return same(async ({ pulses, records }) => {
    const version = (await records.get('host', [text]))[0]?.version ?? 0
    await records.write([{ kind: 'host', id: text, value: null, ifVersion: version }])
    await pulses.remove(hostIdOf(text))
  })
}

function look(since: number, now: number): Operation {
  return same(async ({ pulses }) => ({
    unsettled: (await allUnsettled(pulses, now, since)).sort((a, b) =>
      a.hostId < b.hostId ? -1 : 1,
    ),
    tally: await pulses.tally(since, now),
    late: await pulses.late(since, now, 'a', 3),
    surveyed: await surveyedHosts(pulses, since, now),
  }))
}

async function restart(pair: Pair): Promise<void> {
  pair.subject = (await pair.subject.reopen?.()) ?? pair.subject
}

async function compare(pair: Pair): Promise<void> {
  await same(({ pulses }) => pulses.read(NAMES.map(hostIdOf)))(pair)
  await same(({ records }) => records.get('host', NAMES))(pair)
  await same(({ records }) => records.list('host', { orderBy: 'site', limit: 9 }))(pair)
  await look(T0, T0 + SPAN_MS)(pair)
}
