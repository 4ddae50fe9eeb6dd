import { rmSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { asHostId, makeWorld } from '../../../test/kit/world.ts'
import { editHost } from '../../service/edit-host.ts'
import { sweep } from '../../service/sweep.ts'
import { beatOf, DEFAULTS } from '../samples.suite.ts'
import { ChangedPages } from './changed-pages.ts'
import { CommitQueue } from './commit-queue.ts'
import type { Journal } from './journal.ts'
import { newDir } from './new-dir.suite.ts'
import { type Embedded, openEmbedded } from './open.ts'
import { embeddedPulses } from './pulses.ts'
import { Slots } from './slots.ts'
import { nextTurn } from './turn.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LONG = { intervalMs: 12 * HOUR, timeoutMs: 24 * HOUR }

async function openStore(): Promise<Embedded> {
  const dataDir = newDir()
  const store = await openEmbedded({ dataDir, defaults: DEFAULTS, threads: false })
  onTestFinished(async () => {
    await store.close()
    rmSync(dataDir, { recursive: true })
  })
  return store
}

describe('a missing host whose timing is made longer', () => {
  test('is looked at every few seconds only, and is up with its next heartbeat', async () => {
    const world = makeWorld(await openStore())
    await world.beat('till-1')
    await world.pass(11 * MINUTE)
    await world.pass(1_000)
    await editHost(world.ctx, { hostId: asHostId('till-1'), ifVersion: null, timing: LONG })
    const looked: number[] = []
    for (let ticks = 0; ticks < 60; ticks++) {
      world.clock.advance(250)
      const tick = world.clock.read()
      world.ctx.listening = { ...world.ctx.listening, tick, heardUntil: tick.wallMs }
      looked.push(await sweep(world.ctx))
    }
    const busy = looked.filter((hosts) => hosts > 0)
    expect(busy.length).toBeGreaterThan(1)
    expect(busy.length).toBeLessThan(6)
    await world.beat('till-1')
    const [host] = await world.ctx.records.get('host', ['till-1'])
    expect(host?.value.state).toBe('up')
  })
})

describe('a heartbeat that arrives in time behind a backlog of others', () => {
  test('is not overtaken by the sweep while the disk is slow', async () => {
    const held: (() => void)[] = []
    const slots = new Slots(DEFAULTS)
    let slow = false
    let sequence = 0
    const journal: Journal = {
      bytes: 0,
      trim: async () => true,
      append: () =>
        new Promise((resolve) => {
          const done = () => resolve(++sequence)
          if (slow) held.push(done)
          else done()
        }),
    }
    const queue = new CommitQueue(slots, new ChangedPages(), journal, 0)
    const world = makeWorld({ pulses: embeddedPulses(slots, queue) })
    await world.beat('till-1')
    await world.pass(10 * MINUTE - 1_000)
    slow = true
    const now = world.now()
    const others = Array.from({ length: 2_048 }, (_, i) => beatOf(`other-${i}`, now))
    const backlog = queue.beat(others)
    const beating = world.beat('till-1')
    await nextTurn()
    expect(held).toHaveLength(1)
    await world.pass(1_500)
    slow = false
    for (const done of held) done()
    await Promise.all([backlog, beating])
    await world.pass(1_000)
    const { items } = await world.ctx.records.list('incident', { limit: 10 })
    expect(items).toEqual([])
  })
})
