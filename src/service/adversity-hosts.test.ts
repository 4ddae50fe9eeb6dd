import { rmSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { asHostId, makeWorld, type World } from '../../test/kit/world.ts'
import { newDir } from '../store/embedded/new-dir.suite.ts'
import { openEmbedded } from '../store/embedded/open.ts'
import { openMemory } from '../store/memory/open.ts'
import { memoryPulses } from '../store/memory/pulses.ts'
import { memoryRecords } from '../store/memory/records.ts'
import { deleteHost } from './delete-host.ts'
import { pauseHost } from './pause-host.ts'
import type { Pulses, Records } from './ports.ts'
import { resumeHost } from './resume-host.ts'
import { settleHosts } from './settle-hosts.ts'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const DEFAULTS = { intervalMs: 5 * MINUTE, timeoutMs: 10 * MINUTE }

const STORES = {
  memory: async () => openMemory(DEFAULTS),
  embedded: async () => {
    const dataDir = newDir()
    const store = await openEmbedded({ dataDir, defaults: DEFAULTS, threads: false })
    onTestFinished(async () => {
      await store.close()
      rmSync(dataDir, { recursive: true })
    })
    return store
  },
}

interface Gate {
  /** Whoever calls it waits until the gate is opened. */
  readonly pass: () => Promise<void>
  /** Resolves when someone waits. */
  readonly reached: Promise<void>
  readonly open: () => void
}

function closedGate(): Gate {
  let open = () => {}
  let arrive = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const reached = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const pass = () => {
    arrive()
    return opened
  }
  return { pass, reached, open }
}

async function stateOf(world: World, hostId: string) {
  const [host] = await world.ctx.records.get('host', [hostId])
  return host?.value.state
}

async function incidentIds(world: World): Promise<string[]> {
  const { items } = await world.ctx.records.list('incident', { limit: 10 })
  return items.map(({ value }) => value.id)
}

describe('a host that is deleted while it beats', () => {
  test.each(['memory', 'embedded'] as const)(
    'is registered anew by its next heartbeat, and watched (%s)',
    async (kind) => {
      const world = await worldWithDeletionBesideBatch(kind)
      await world.beat('gone')
      expect(await stateOf(world, 'gone')).toBe('up')
      await world.pass(11 * MINUTE)
      expect(await stateOf(world, 'gone')).toBe('missing')
    },
  )
})

/**
 * The deletion has removed the pulse and not yet the record; a batch with the host in it has read
 * that record, and waits for the write of another host until the deletion is done.
 */
async function worldWithDeletionBesideBatch(kind: keyof typeof STORES): Promise<World> {
  const store = await STORES[kind]()
  const writing = closedGate()
  let beating: Promise<void> | null = null
  const records: Records = {
    ...store.records,
    async write(writes) {
      if (writes.some(({ id }) => id === 'fresh')) await writing.pass()
      return store.records.write(writes)
    },
  }
  const pulses: Pulses = {
    ...store.pulses,
    async remove(hostId) {
      await store.pulses.remove(hostId)
      if (beating !== null) return
      world.clock.advance(10)
      beating = world.beat(['gone', 'fresh'])
      await writing.reached
    },
  }
  const world = makeWorld({ records, pulses })
  await world.beat('gone')
  await world.pass(1_000)
  await deleteHost(world.ctx, { hostId: asHostId('gone') })
  expect(await stateOf(world, 'gone')).toBeUndefined()
  writing.open()
  await beating
  return world
}

describe('a heartbeat that arrives in time and waits for its commit', () => {
  test('is overtaken by no judgement of its host', async () => {
    const { world, slow } = worldWithSlowCommits()
    await world.beat('till-1')
    await world.pass(10 * MINUTE - 1_000)
    const commit = slow()
    const beating = world.beat('till-1')
    await commit.reached
    await world.pass(1_500)
    await settleHosts(world.ctx, [{ hostId: asHostId('till-1') }])
    commit.open()
    await beating
    expect(await incidentIds(world)).toEqual([])
    await world.pass(10 * MINUTE)
    expect(await incidentIds(world)).toEqual(['till-1~1'])
  })

  test('excuses its host though it was read late, since it may have waited unread', async () => {
    const { world, slow } = worldWithSlowCommits()
    await world.beat('till-1')
    world.clock.advance(10 * MINUTE + 1)
    const commit = slow()
    const beating = world.beat('till-1')
    await commit.reached
    await world.pass(1)
    commit.open()
    await beating
    expect(await incidentIds(world)).toEqual([])
  })

  test('holds up the judgement of its host for half a minute, and of nobody else', async () => {
    const { world, slow } = worldWithSlowCommits()
    await world.beat(['till-1', 'till-2'])
    await world.pass(10 * MINUTE)
    const commit = slow()
    const beating = world.beat('till-2')
    await commit.reached
    await world.pass(30_000)
    expect(await incidentIds(world)).toEqual(['till-1~1'])
    await world.pass(1)
    expect(await incidentIds(world)).toEqual(['till-1~1', 'till-2~1'])
    commit.open()
    await beating
  })
})

/** After `slow` was called, commits wait until the gate that it returned is opened. */
function worldWithSlowCommits(): { world: World; slow: () => Gate } {
  const stored = memoryPulses(DEFAULTS)
  let commit: Gate | null = null
  const pulses: Pulses = {
    ...stored,
    async beat(beats) {
      await commit?.pass()
      return stored.beat(beats)
    },
  }
  const slow = () => {
    commit = closedGate()
    return commit
  }
  return { world: makeWorld({ pulses }), slow }
}

describe('a host that beats while another of its batch is being settled', () => {
  test('is judged by the instant at which its pulse was read', async () => {
    const stored = memoryRecords()
    let meanwhile: (() => Promise<void>) | null = null
    const records: Records = {
      ...stored,
      async list(kind, query) {
        const act = kind === 'incident' ? meanwhile : null
        if (act !== null) meanwhile = null
        await act?.()
        return stored.list(kind, query)
      },
    }
    const world = makeWorld({ records })
    const [unrecorded, beating] = [asHostId('till-1'), asHostId('till-2')]
    await world.beat(beating)
    await world.pass(9 * MINUTE)
    const beat = { hostId: unrecorded, at: world.now(), awayMs: 0, facts: 0, mayRegister: true }
    await world.ctx.pulses.beat([beat])
    meanwhile = async () => {
      await world.beat(beating)
      world.clock.advance(2 * MINUTE)
      const tick = world.clock.read()
      world.ctx.listening = { ...world.ctx.listening, tick, heardUntil: tick.wallMs }
    }
    await settleHosts(world.ctx, [{ hostId: unrecorded }, { hostId: beating }])
    expect(meanwhile).toBeNull()
    expect(await stateOf(world, beating)).toBe('up')
  })
})

describe('a host that beats while it is being resumed', () => {
  test('gets one full timeout, and not as much as it was silent before', async () => {
    const stored = memoryPulses(DEFAULTS)
    let beats = false
    const pulses: Pulses = {
      ...stored,
      async configure(hostId, change) {
        if (beats) await world.beat('till-1')
        beats = false
        return stored.configure(hostId, change)
      },
    }
    const world = makeWorld({ pulses })
    await world.beat('till-1')
    await pauseHost(world.ctx, { hostId: asHostId('till-1') })
    await world.pass(30 * DAY)
    beats = true
    await resumeHost(world.ctx, { hostId: asHostId('till-1') })
    expect(beats).toBe(false)
    await world.pass(10 * MINUTE)
    expect(await stateOf(world, 'till-1')).toBe('up')
    await world.pass(1)
    expect(await stateOf(world, 'till-1')).toBe('missing')
  })
})

describe('many new hosts at once', () => {
  test('have the hosts of their key counted a single time', async () => {
    const stored = memoryRecords()
    const counting = closedGate()
    let counts = 0
    const records: Records = {
      ...stored,
      async count(kind, where) {
        counts++
        await counting.pass()
        return stored.count(kind, where)
      },
    }
    const world = makeWorld({ records })
    const hostIds = Array.from({ length: 500 }, (_, i) => `till-${i}`)
    const beating = hostIds.map((hostId) => world.beat(hostId))
    await counting.reached
    counting.open()
    await Promise.all(beating)
    expect(counts).toBe(1)
    const { total } = await world.ctx.pulses.tally(0, world.now())
    expect(total.up).toBe(500)
  })
})
