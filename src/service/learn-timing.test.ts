import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asHostId, makeWorld, type World } from '../../test/kit/world.ts'
import { factsPrint } from '../core/facts.ts'
import type { Facts } from '../core/host.ts'
import { editHost } from './edit-host.ts'
import type { Edge, Pulses } from './ports.ts'
import type { Heartbeat } from './record-heartbeats.ts'
import { recordedAs } from './settle-hosts.ts'

const TILL = asHostId('till-1')
const MINUTELY = { intervalMs: 60_000, timeoutMs: 120_000 }
const HOURLY = { intervalMs: 3_600_000, timeoutMs: 7_200_000 }
const FACTS = { site: '0412', labels: { role: 'till' } }

async function recordOf({ ctx }: World) {
  const [host] = await ctx.records.get('host', [TILL])
  if (host === undefined) throw new Error('no record')
  return host
}

async function timingOf({ ctx }: World) {
  const [pulse] = await ctx.pulses.read([TILL])
  return pulse && { intervalMs: pulse.intervalMs, timeoutMs: pulse.timeoutMs }
}

/** What the pulses would say to a heartbeat with these facts. */
async function edgeOf(world: World, { timing, ...facts }: Facts): Promise<Edge | undefined> {
  const said = timing === undefined ? facts : { ...facts, timing }
  const beat = { hostId: TILL, at: world.now(), awayMs: 0, mayRegister: true }
  const own = timing === undefined ? {} : { timing }
  return (await world.ctx.pulses.beat([{ ...beat, ...own, facts: factsPrint(said) }]))[0]
}

const edit = (world: World, rest: object) =>
  editHost(world.ctx, { hostId: TILL, ifVersion: null, ...rest })

describe('the timing of a host', () => {
  test('comes into its record with the heartbeat that carries it', async () => {
    const world = makeWorld()
    await world.beat(TILL)
    expect((await recordOf(world)).value.timing).toBeNull()
    await world.beat(TILL, { timing: MINUTELY })
    expect((await recordOf(world)).value.timing).toEqual(MINUTELY)
    await world.beat(TILL)
    expect((await recordOf(world)).value.timing).toEqual(MINUTELY)
  })

  test('that is edited stays, on record and as it is gone by, until one is heard', async () => {
    const world = makeWorld()
    await world.beat(TILL, { facts: FACTS, timing: MINUTELY })
    await edit(world, { timing: HOURLY })
    await world.beat(TILL, { facts: FACTS })
    await world.beat(TILL, { facts: { site: '0777' } })
    expect((await recordOf(world)).value).toMatchObject({ timing: HOURLY, site: '0777' })
    expect(await timingOf(world)).toEqual(HOURLY)
    await world.beat(TILL, { facts: FACTS, timing: MINUTELY })
    expect((await recordOf(world)).value.timing).toEqual(MINUTELY)
    expect(await timingOf(world)).toEqual(MINUTELY)
  })

  test('that is edited lets an edited site and labels stay, whatever timing is heard', async () => {
    const world = makeWorld()
    await world.beat(TILL, { facts: FACTS, timing: MINUTELY })
    await edit(world, { facts: { site: '0999', labels: { role: 'kiosk' } } })
    await edit(world, { timing: HOURLY })
    await world.beat(TILL, { facts: FACTS, timing: MINUTELY })
    expect((await recordOf(world)).value).toMatchObject({
      site: '0999',
      labels: { role: 'kiosk' },
      timing: MINUTELY,
    })
  })

  test('that is set back to the default is null on record', async () => {
    const world = makeWorld()
    await world.beat(TILL, { timing: MINUTELY })
    await edit(world, { timing: null })
    expect((await recordOf(world)).value.timing).toBeNull()
    expect(await timingOf(world)).toEqual({ intervalMs: 300_000, timeoutMs: 600_000 })
  })
})

describe('a heartbeat that says what the record knows', () => {
  const word = fc.constantFrom('0412', '0777')
  const said = fc.record(
    {
      site: word,
      labels: fc.dictionary(fc.constantFrom('role', 'floor'), word, { maxKeys: 2 }),
      timing: fc.constantFrom(MINUTELY, HOURLY),
    },
    { requiredKeys: [] },
  )

  test('gives no edge, and costs no look at the record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 6 }), async (run) => {
        const world = makeWorld()
        for (const each of run) {
          await world.beat(TILL, spoken(each))
          const { version } = await recordOf(world)
          expect(await edgeOf(world, each)).toBe('none')
          await world.beat(TILL, spoken(each))
          expect((await recordOf(world)).version).toBe(version)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('gives none to a process that has learned the record from the store either', async () => {
    const world = makeWorld()
    await world.beat(TILL, { facts: FACTS, timing: MINUTELY })
    const { value, version } = await recordOf(world)
    const pulses: Pulses = makeWorld().ctx.pulses
    await pulses.beat([{ hostId: TILL, at: 1, awayMs: 0, facts: 0, mayRegister: true }])
    await pulses.settle([recordedAs(value, version)])
    const facts = factsPrint({ ...FACTS, timing: MINUTELY })
    const again = { hostId: TILL, at: 2, awayMs: 0, timing: MINUTELY, mayRegister: true }
    expect(await pulses.beat([{ ...again, facts }])).toEqual(['none'])
  })

  test('gives an edge each time it alternates with another, and the record follows', async () => {
    const world = makeWorld()
    await world.beat(TILL, { facts: { site: '0412' }, timing: MINUTELY })
    for (const [site, timing] of [
      ['0777', HOURLY],
      ['0412', MINUTELY],
      ['0777', HOURLY],
    ] as const) {
      expect(await edgeOf(world, { site, timing })).toBe('learned')
      await world.beat(TILL, { facts: { site }, timing })
      expect((await recordOf(world)).value).toMatchObject({ site, timing })
    }
  })
})

function spoken({ timing, ...facts }: Facts): Partial<Heartbeat> {
  return timing === undefined ? { facts } : { facts, timing }
}
