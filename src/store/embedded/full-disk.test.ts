import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Write } from '../../service/ports.ts'
import { beatOf, DEFAULTS, hostIdOf, hostOf, T0 } from '../samples.suite.ts'
import { newDir } from './new-dir.suite.ts'
import { type Embedded, openEmbedded } from './open.ts'

const UNAVAILABLE = { code: 'store_unavailable', retryAfterSeconds: 5 }

describe('the embedded store on a full disk', () => {
  let dataDir: string
  let store: Embedded
  beforeEach(async () => {
    dataDir = newDir()
    store = await openEmbedded({ dataDir, defaults: DEFAULTS, pagesMax: 80 })
  })
  afterEach(async () => {
    await store.close()
    rmSync(dataDir, { recursive: true })
  })

  /** Fills pulses.db; returns how many batches were acknowledged. */
  const fillPulses = async () => {
    for (let i = 0; ; i++) {
      const batch = Array.from({ length: 500 }, (_, k) => beatOf(`host-${k}`, T0 + i))
      const answer = await store.pulses.beat(batch).catch((problem: unknown) => problem)
      if (Array.isArray(answer)) continue
      expect(answer).toMatchObject(UNAVAILABLE)
      return i
    }
  }

  it('refuses heartbeats, and shows nothing of those that it refused', async () => {
    const acknowledged = await fillPulses()
    const [pulse] = await store.pulses.read([hostIdOf('host-0')])
    expect(pulse?.heardAt).toBe(T0 + acknowledged - 1)
    await expect(store.pulses.beat(newHosts(500))).rejects.toMatchObject(UNAVAILABLE)
    expect(await store.pulses.read([hostIdOf('new-0')])).toEqual([undefined])
    expect(store.stats().hosts).toBe(500)
  })

  it('takes heartbeats again once there is room, and has lost none it acknowledged', async () => {
    const acknowledged = await fillPulses()
    await expect(store.pulses.beat(newHosts(500))).rejects.toMatchObject(UNAVAILABLE)
    await store.close()
    store = await openEmbedded({ dataDir, defaults: DEFAULTS })
    const [pulse] = await store.pulses.read([hostIdOf('host-499')])
    expect(pulse?.heardAt).toBe(T0 + acknowledged - 1)
    expect(await store.pulses.beat(newHosts(2))).toEqual(['first', 'first'])
    expect(store.stats().hosts).toBe(502)
  })

  it('refuses records, keeps those it has, and works again when some are removed', async () => {
    const put = (i: number): Write => {
      const id = `host-${1_000 + i}`
      const value = hostOf(id, { labels: { note: 'x'.repeat(400) } })
      return { kind: 'host', id, value, ifVersion: 0 }
    }
    let written = 0
    for (;;) {
      const answer = await store.records.write([put(written)]).catch((problem: unknown) => problem)
      if (!Array.isArray(answer)) {
        expect(answer).toMatchObject(UNAVAILABLE)
        break
      }
      written++
    }
    expect(await store.records.count('host', {})).toBe(written)
    const removals = Array.from(
      { length: 20 },
      (_, i): Write => ({ ...put(i), value: null, ifVersion: 1 }),
    )
    expect(await store.records.write(removals)).not.toContain(false)
    expect(await store.records.write([put(written)])).toEqual([true])
    expect(await store.records.count('host', {})).toBe(written - 19)
  })
})

function newHosts(count: number) {
  return Array.from({ length: count }, (_, i) => beatOf(`new-${i}`, T0))
}
