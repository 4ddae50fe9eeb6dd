import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import type { HostState } from '../../core/host.ts'
import { STATE_CODES } from '../../core/state-codes.ts'
import type { Log, Pulses } from '../../service/ports.ts'
import { memoryRecords } from '../memory/records.ts'
import {
  beatOf,
  DEFAULTS,
  heardAndRecorded,
  hostIdOf,
  hostOf,
  markOf,
  surveyedHosts,
  T0,
  unsettledIds,
} from '../samples.suite.ts'
import { openRegion, type Region } from './region.suite.ts'
import { regionalPulses } from './regions.ts'

const { timeoutMs } = DEFAULTS
const OVERDUE = T0 + timeoutMs + 1
const OWN = { intervalMs: 60_000, timeoutMs: 90_000 }

describe('two regions', () => {
  let server: Dynalite
  let east: Region
  let west: Region
  let home: Pulses
  let peer: Pulses
  /** Whether west answers, and how many requests it was sent. */
  let line: { cut: 'no' | 'refused' | 'hung'; asked: number }
  let monotonicMs: number
  const warnings: string[] = []

  beforeAll(async () => {
    server = await startDynalite()
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    const records = memoryRecords()
    line = { cut: 'no', asked: 0 }
    monotonicMs = 0
    warnings.length = 0
    east = await openRegion(server, { records })
    west = await openRegion(server, { records, limitMs: 1_000, plugins: [cutting(line)] })
    const shared = { defaults: DEFAULTS, limitMs: 2_500, monotonicMs: () => monotonicMs, log }
    home = regionalPulses({ ...shared, home: east.pulses, peer: west.pulses })
    peer = regionalPulses({ ...shared, home: west.pulses, peer: east.pulses })
    line.asked = 0
  })
  afterEach(() => {
    east.close()
    west.close()
  })

  const log: Log = {
    debug() {},
    info() {},
    warn: (_fields, message) => warnings.push(message),
    error() {},
  }
  const read = async (pulses: Pulses, text: string) => (await pulses.read([hostIdOf(text)]))[0]
  const record = (text: string, state: HostState, ifVersion: number) =>
    east.records.write([{ kind: 'host', id: text, value: hostOf(text, { state }), ifVersion }])

  describe('a host that moved', () => {
    beforeEach(async () => {
      await heardAndRecorded(home, 'a', T0)
      await record('a', 'up', 0)
      await peer.beat([beatOf('a', T0 + timeoutMs, { indicators: { n: 2 } })])
    })

    it('is read with its later heartbeat and the mark of our own row, in both', async () => {
      const later = { heardAt: T0 + timeoutMs, indicators: { n: 2 } }
      expect(await read(home, 'a')).toMatchObject({ ...later, recorded: 'up' })
      expect(await read(peer, 'a')).toMatchObject({ ...later, recorded: 'unrecorded' })
      expect(await read(home, 'a')).not.toHaveProperty('unconfirmed')
    })

    it('is surveyed once, with its later heartbeat, in both', async () => {
      const at = T0 + timeoutMs
      for (const pulses of [home, peer]) {
        expect(await surveyedHosts(pulses, 0, at)).toEqual([['a', STATE_CODES.up, '']])
      }
    })

    it('is not judged by its stale row, which is deleted', async () => {
      expect(await unsettledIds(home, OVERDUE)).toEqual([])
      expect(await read(east.pulses, 'a')).toBeUndefined()
      expect((await read(home, 'a'))?.heardAt).toBe(T0 + timeoutMs)
      expect(await unsettledIds(peer, OVERDUE)).toEqual([])
      expect((await read(peer, 'a'))?.recorded).toBe('up')
    })

    it('keeps its row here while that is not overdue', async () => {
      expect(await unsettledIds(home, OVERDUE - 1)).toEqual([])
      expect((await read(east.pulses, 'a'))?.heardAt).toBe(T0)
    })

    it('keeps its row here, to be judged, while only its record is lacking', async () => {
      await home.beat([beatOf('new', T0)])
      await peer.beat([beatOf('new', T0 + 1)])
      expect(await unsettledIds(home, T0 + 1)).toEqual(['new'])
      expect((await read(east.pulses, 'new'))?.heardAt).toBe(T0)
    })

    it('keeps its row here if it is heard here again meanwhile', async () => {
      await east.pulses.beat([beatOf('a', T0 + 1)])
      await east.pulses.dropStale(hostIdOf('a'), T0)
      expect((await read(east.pulses, 'a'))?.heardAt).toBe(T0 + 1)
    })

    it('is missing when it falls silent there too', async () => {
      await unsettledIds(home, OVERDUE)
      expect(await unsettledIds(peer, T0 + 2 * timeoutMs)).toEqual([])
      expect(await unsettledIds(peer, T0 + 2 * timeoutMs + 1)).toEqual(['a'])
      expect(await unsettledIds(home, T0 + 2 * timeoutMs + 1)).toEqual([])
    })

    it('takes its own timing along unless its heartbeats bring one', async () => {
      await home.configure(hostIdOf('a'), { timing: null })
      await east.pulses.configure(hostIdOf('a'), { timing: OWN })
      expect(await read(peer, 'a')).toMatchObject(OWN)
      await unsettledIds(home, OVERDUE)
      expect(await read(east.pulses, 'a')).toBeUndefined()
      expect(await read(west.pulses, 'a')).toMatchObject(OWN)
    })
  })

  it('delete the row of an announced host that beats in the other region', async () => {
    await home.configure(hostIdOf('a'), { timing: OWN })
    await peer.beat([beatOf('a', T0)])
    await record('a', 'up', 0)
    await home.settle([markOf('a', 'up', { version: 2 })])
    expect(await unsettledIds(home, T0 + 1)).toEqual([])
    expect(await read(east.pulses, 'a')).toBeUndefined()
    expect(await read(home, 'a')).toMatchObject({ heardAt: T0, ...OWN })
  })

  it('write a heartbeat only where it arrives', async () => {
    await home.beat([beatOf('a', T0)])
    expect(line.asked).toBe(0)
    expect(await read(west.pulses, 'a')).toBeUndefined()
  })

  it('keep a host missing that is silent in both', async () => {
    await heardAndRecorded(home, 'a', T0)
    await west.pulses.beat([beatOf('a', T0 - 1)])
    expect(await unsettledIds(home, OVERDUE)).toEqual(['a'])
    expect((await read(east.pulses, 'a'))?.heardAt).toBe(T0)
  })

  describe('settling', () => {
    it('reaches the row in the other region, but not for a new host', async () => {
      await west.pulses.beat([beatOf('a', T0), beatOf('new', T0)])
      await home.beat([beatOf('a', T0), beatOf('new', T0)])
      line.asked = 0
      await home.settle([markOf('new', 'up')])
      expect(line.asked).toBe(0)
      await home.settle([markOf('a', 'missing', { version: 2 })])
      expect((await read(west.pulses, 'a'))?.recorded).toBe('missing')
      expect((await read(west.pulses, 'new'))?.recorded).toBe('unrecorded')
    })

    it('that the other region did not hear of is mended by its next sweep', async () => {
      await heardAndRecorded(peer, 'a', T0)
      await record('a', 'up', 0)
      line.cut = 'refused'
      await record('a', 'paused', 1)
      await home.settle([markOf('a', 'paused', { version: 2 })])
      line.cut = 'no'
      expect((await read(west.pulses, 'a'))?.recorded).toBe('up')
      expect(await unsettledIds(peer, OVERDUE)).toEqual([])
      expect((await read(west.pulses, 'a'))?.recorded).toBe('paused')
    })
  })

  describe('configuring and removing', () => {
    it('changes rows where they are, and makes one here if there is none', async () => {
      await peer.beat([beatOf('there', T0)])
      await home.configure(hostIdOf('there'), { timing: OWN })
      expect(await read(east.pulses, 'there')).toBeUndefined()
      expect(await read(west.pulses, 'there')).toMatchObject(OWN)
      await home.configure(hostIdOf('new'), { timing: OWN })
      expect(await read(east.pulses, 'new')).toMatchObject(OWN)
      expect(await read(west.pulses, 'new')).toBeUndefined()
    })

    it('removes both rows', async () => {
      await home.beat([beatOf('a', T0)])
      await peer.beat([beatOf('a', T0)])
      await home.remove(hostIdOf('a'))
      expect(await read(east.pulses, 'a')).toBeUndefined()
      expect(await read(west.pulses, 'a')).toBeUndefined()
    })
  })

  it('are counted together', async () => {
    await heardAndRecorded(home, 'a', T0, { site: 'north' })
    await heardAndRecorded(peer, 'b', T0, { site: 'north', state: 'missing' })
    await heardAndRecorded(peer, 'c', T0)
    const tally = await home.tally(0, T0 + DEFAULTS.intervalMs + 1)
    expect(tally.total).toMatchObject({ late: 2, missing: 1 })
    expect(tally.sites.get('north')).toMatchObject({ late: 1, missing: 1 })
    expect(await home.late(0, T0 + DEFAULTS.intervalMs + 1, '', 9)).toEqual(['a', 'c'])
    expect(await home.late(0, T0 + DEFAULTS.intervalMs + 1, '', 1)).toEqual(['a'])
  })

  describe.each(['refused', 'hung'] as const)('while the other is %s', (cut) => {
    beforeEach(async () => {
      await heardAndRecorded(home, 'a', T0)
      await record('a', 'up', 0)
      await peer.beat([beatOf('a', T0 + timeoutMs)])
      line.cut = cut
    })

    it('reads what it has, unconfirmed, and deletes nothing', async () => {
      expect(await read(home, 'a')).toMatchObject({ heardAt: T0, unconfirmed: true })
      expect(await read(home, 'nobody')).toBeUndefined()
      expect(await unsettledIds(home, OVERDUE)).toEqual(['a'])
      expect((await read(east.pulses, 'a'))?.heardAt).toBe(T0)
    })

    it('hears, settles, configures and counts', async () => {
      expect(await home.beat([beatOf('a', T0 + 1)])).toEqual(['none'])
      await home.settle([markOf('a', 'missing', { version: 2 })])
      await home.configure(hostIdOf('a'), { timing: OWN })
      await home.configure(hostIdOf('new'), {})
      expect(await read(east.pulses, 'a')).toMatchObject({ recorded: 'missing', ...OWN })
      expect(await read(east.pulses, 'new')).toBeDefined()
      expect((await home.tally(0, T0 + 1)).total.missing).toBe(1)
      expect(await home.late(0, T0 + 1, '', 9)).toEqual([])
    })

    it('goes back to the default, whatever timing the other still knows', async () => {
      line.cut = 'no'
      await west.pulses.configure(hostIdOf('a'), { timing: OWN })
      line.cut = cut
      await home.beat([beatOf('a', T0 + timeoutMs + 1)])
      await home.configure(hostIdOf('a'), { timing: null })
      line.cut = 'no'
      monotonicMs += 10_000
      expect(await read(home, 'a')).toMatchObject(DEFAULTS)
    })

    it('refuses to call a host removed', async () => {
      const removal = home.remove(hostIdOf('a'))
      await expect(removal).rejects.toMatchObject({ code: 'store_unavailable' })
      line.cut = 'no'
      monotonicMs += 10_000
      await home.remove(hostIdOf('a'))
      expect(await read(home, 'a')).toBeUndefined()
    })

    it('leaves it in peace for ten seconds, then asks again', async () => {
      await read(home, 'a')
      expect(warnings).toHaveLength(1)
      line.asked = 0
      monotonicMs += 9_999
      expect(await read(home, 'a')).toMatchObject({ unconfirmed: true })
      expect(line.asked).toBe(0)
      monotonicMs += 1
      line.cut = 'no'
      expect(await read(home, 'a')).not.toHaveProperty('unconfirmed')
      expect(warnings).toHaveLength(1)
    })
  })
})

/** A plugin that breaks the line before a request leaves, and counts what would leave. */
function cutting(line: { cut: 'no' | 'refused' | 'hung'; asked: number }) {
  return (client: Region['table']['client']) =>
    client.middlewareStack.add(
      (next) => (args) => {
        line.asked++
        if (line.cut === 'no') return next(args)
        if (line.cut === 'hung') return new Promise(() => {})
        return Promise.reject(Object.assign(new Error('cut off'), { code: 'ECONNREFUSED' }))
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
}
