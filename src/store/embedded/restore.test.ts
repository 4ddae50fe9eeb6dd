import { cpSync, rmSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beatOf, DEFAULTS, hostIdOf, T0 } from '../samples.suite.ts'
import { newDir } from './new-dir.suite.ts'
import { type Embedded, openEmbedded } from './open.ts'

/** More than one page, so that pages are stored at different commits. */
const HOSTS = 4_500
const PAGES = 3
const NAMES = [0, 1, 2_047, 2_048, 4_499].map((i) => `host-${i}`)

describe('pages and journal', () => {
  it('plays no commit over a page that already holds it', async () => {
    const [dataDir, copy] = [newDir(), newDir()]
    const first = await openEmbedded({ dataDir, defaults: DEFAULTS })
    await first.pulses.beat(fleet)
    await first.checkpoint()
    await first.pulses.beat(fleet)
    await first.checkpoint(1)
    await first.pulses.beat([beatOf('host-0', T0 + 1, { timing: timingOf(1) })])
    await first.pulses.configure(hostIdOf('host-0'), { timing: timingOf(2) })
    await first.pulses.beat([beatOf('host-0', T0 + 2, { timing: timingOf(3) })])
    await first.pulses.beat([beatOf('host-0', T0 + 3)])
    await first.checkpoint(PAGES)
    cpSync(dataDir, copy, { recursive: true })
    expect(first.stats().journalBytes).toBeGreaterThan(0)
    await first.close()
    const second = await openEmbedded({ dataDir: copy, defaults: DEFAULTS })
    const [pulse] = await second.pulses.read([hostIdOf('host-0')])
    expect(pulse).toMatchObject({ heardAt: T0 + 3, timeoutMs: 3 })
    await second.close()
    for (const dir of [dataDir, copy]) rmSync(dir, { recursive: true })
  })

  it('together give back the slots as they were, wherever a crash cuts a round', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 30 }), async (run) => {
        const dirs = [newDir()]
        let store = await openEmbedded({
          dataDir: dirs[0] ?? '',
          defaults: DEFAULTS,
          threads: false,
        })
        const crash = async () => {
          const copy = newDir()
          cpSync(dirs.at(-1) ?? '', copy, { recursive: true })
          const before = await store.pulses.read(NAMES.map(hostIdOf))
          await store.close()
          dirs.push(copy)
          store = await openEmbedded({ dataDir: copy, defaults: DEFAULTS, threads: false })
          expect(await store.pulses.read(NAMES.map(hostIdOf))).toEqual(before)
          return store
        }
        try {
          await store.pulses.beat(fleet)
          await store.checkpoint()
          for (const step of run) await step(store, crash)
          await crash()
        } finally {
          await store.close()
          for (const dir of dirs) rmSync(dir, { recursive: true })
        }
      }),
      { numRuns: 25 },
    )
  })
})

function timingOf(ms: number) {
  return { intervalMs: ms, timeoutMs: ms }
}

type Step = (store: Embedded, crash: () => Promise<Embedded>) => Promise<unknown>

const fleet = Array.from({ length: HOSTS }, (_, i) => beatOf(`host-${i}`, T0))
const name = fc.constantFrom(...NAMES)
const instant = fc.integer({ min: T0 - 5, max: T0 + 5 })
const timing = fc.record({ intervalMs: fc.constant(7), timeoutMs: fc.integer({ min: 8, max: 9 }) })
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(name, instant, fc.option(timing), fc.integer({ min: 0, max: 3 }))
    .map(([text, at, own, awayMs]): Step => {
      const more = { awayMs, indicators: { at }, ...(own === null ? {} : { timing: own }) }
      return (store) => store.pulses.beat([beatOf(text, at, more)])
    }),
  fc.tuple(name, fc.option(timing)).map(
    ([text, own]): Step =>
      (store) =>
        store.pulses.configure(hostIdOf(text), { timing: own }),
  ),
  instant.map(
    (now): Step =>
      (store) =>
        store.pulses.clamp(now),
  ),
  name.map(
    (text): Step =>
      (store) =>
        store.pulses.remove(hostIdOf(text)),
  ),
  fc.integer({ min: 1, max: 4 }).map(
    (count): Step =>
      async (store) =>
        store.checkpoint(count),
  ),
)
