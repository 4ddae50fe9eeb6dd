import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveStore } from './live-store.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

function watched(load: () => Promise<unknown>) {
  const store = new LiveStore(Date.now)
  const concerns = ({ type }: { readonly type: string }) => type === 'host.missing'
  const stop = store.watch('a', { load, concerns }, () => undefined)
  return { store, stop }
}

describe('what the page shows', () => {
  it('is loaded once for all who show it', async () => {
    const load = vi.fn(async () => 1)
    const { store } = watched(load)
    store.watch('a', { load, concerns: () => false }, () => undefined)
    await vi.advanceTimersByTimeAsync(0)
    store.watch('a', { load, concerns: () => false }, () => undefined)
    store.refreshIfOlder('a', 5_000)
    await vi.advanceTimersByTimeAsync(4_000)
    expect(load).toHaveBeenCalledTimes(1)
    expect(store.read('a')).toMatchObject({ value: 1, loadedAt: 1_000_000 })
  })

  it('is loaded anew by a change that concerns it, a thousand of them at once as one', async () => {
    const load = vi.fn(async () => 1)
    const { store } = watched(load)
    await vi.advanceTimersByTimeAsync(0)
    store.change([{ type: 'delivery' }])
    for (let count = 0; count < 1_000; count++) store.change([{ type: 'host.missing' }])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(load).toHaveBeenCalledTimes(2)
  })

  it('keeps its value when a load fails, and says so', async () => {
    let fails = false
    const { store } = watched(async () => {
      if (fails) throw new Error('gone')
      return 1
    })
    await vi.advanceTimersByTimeAsync(0)
    fails = true
    store.refreshAll()
    await vi.advanceTimersByTimeAsync(0)
    expect(store.read('a')).toMatchObject({ value: 1, error: new Error('gone') })
  })

  it('is not loaded while nobody shows it', async () => {
    const load = vi.fn(async () => 1)
    const { store, stop } = watched(load)
    await vi.advanceTimersByTimeAsync(0)
    stop()
    store.change(null)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(load).toHaveBeenCalledTimes(1)
  })
})
