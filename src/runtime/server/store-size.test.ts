import { expect, it } from 'vitest'
import type { Every } from '../../api/every.ts'
import { openLog } from './log.ts'
import { openStoreSize } from './store-size.ts'

const log = openLog('silent')

/** Turns that a test takes by hand. */
function turns() {
  const callbacks = new Set<() => void>()
  const every: Every = (_intervalMs, callback) => {
    callbacks.add(callback)
    return () => callbacks.delete(callback)
  }
  const turn = async () => {
    for (const callback of callbacks) callback()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { every, turn }
}

it('tells the size of a moment ago, without measuring when it is asked', async () => {
  const { every, turn } = turns()
  const sizes = [4_096, 8_192, 12_288]
  const size = await openStoreSize(async () => sizes.shift() ?? 0, every, log)
  expect([size.latest(), size.latest()]).toEqual([4_096, 4_096])
  await turn()
  expect(size.latest()).toBe(8_192)
  size.close()
  await turn()
  expect([size.latest(), sizes]).toEqual([8_192, [12_288]])
})

it('knows no size where it cannot be measured, until it can again', async () => {
  const { every, turn } = turns()
  let broken = false
  const measure = async () => {
    if (broken) throw new Error('EIO')
    return 4_096
  }
  const size = await openStoreSize(measure, every, log)
  broken = true
  await turn()
  expect(size.latest()).toBeNull()
  broken = false
  await turn()
  expect(size.latest()).toBe(4_096)
})

it('asks a disk that does not answer once, not again and again', async () => {
  const { every, turn } = turns()
  const asked: (() => void)[] = []
  let hangs = false
  const measure = () =>
    new Promise<number>((resolve) => {
      if (hangs) asked.push(() => resolve(8_192))
      else resolve(4_096)
    })
  const size = await openStoreSize(measure, every, log)
  hangs = true
  await turn()
  await turn()
  expect([asked.length, size.latest()]).toEqual([1, 4_096])
  hangs = false
  for (const answer of asked) answer()
  await turn()
  await turn()
  expect(size.latest()).toBe(4_096)
})

it('knows no size of a store that is none of ours', async () => {
  const { every, turn } = turns()
  const size = await openStoreSize(undefined, every, log)
  await turn()
  expect(size.latest()).toBeNull()
})
