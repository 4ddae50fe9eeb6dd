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
    const changed = new ChangedPages()
    const queue = new CommitQueue({ slots, changed, journal, lastSequence: 0 })
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

describe('a disk that does not answer', () => {
  const WAIT_MS_MAX = 100

  /** Its commits end when they are let go. */
  function stalledScene() {
    const slots = new Slots(DEFAULTS)
    const held: (() => void)[] = []
    const journal: Journal = {
      bytes: 0,
      trim: async () => true,
      append: () => new Promise((resolve) => void held.push(() => resolve(held.length))),
    }
    const options = { slots, changed: new ChangedPages(), journal, lastSequence: 0 }
    const queue = new CommitQueue({ ...options, waitMsMax: WAIT_MS_MAX })
    return { slots, held, queue }
  }

  test('keeps nobody waiting: who waits is refused, and who comes until it answers', async () => {
    const { held, queue } = stalledScene()
    const refusal = { code: 'store_unavailable', retryAfterSeconds: 5 }
    const under = expect(queue.beat([beatOf('a', 1_000)])).rejects.toMatchObject(refusal)
    await nextTurn()
    const behind = expect(queue.beat([beatOf('b', 1_000)])).rejects.toMatchObject(refusal)
    await Promise.all([under, behind])
    await expect(queue.beat([beatOf('c', 2_000)])).rejects.toMatchObject(refusal)
    expect(held).toHaveLength(1)
    held[0]?.()
    await nextTurn()
    const later = queue.beat([beatOf('c', 3_000)])
    await nextTurn()
    await nextTurn()
    expect(held).toHaveLength(2)
    held[1]?.()
    expect(await later).toHaveLength(1)
  })

  test('may have stored what was refused: it is seen then, as after a start', async () => {
    const { slots, held, queue } = stalledScene()
    await expect(queue.beat([beatOf('a', 1_000)])).rejects.toThrow('store_unavailable')
    expect(slots.index.get(asHostId('a'))).toBeUndefined()
    held[0]?.()
    await nextTurn()
    expect(slots.index.get(asHostId('a'))).toBeDefined()
  })

  test('holds up no end of the server longer than the disk does', async () => {
    const { held, queue } = stalledScene()
    await expect(queue.beat([beatOf('a', 1_000)])).rejects.toThrow('store_unavailable')
    const closed = queue.close()
    held[0]?.()
    await closed
    await expect(queue.beat([beatOf('a', 2_000)])).rejects.toThrow('stopping')
  })
})
