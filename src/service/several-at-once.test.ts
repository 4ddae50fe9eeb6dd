import { expect, test } from 'vitest'
import { severalAtOnce } from './several-at-once.ts'

function gates() {
  const open: (() => void)[] = []
  const begun: number[] = []
  const act = (item: number) => {
    begun.push(item)
    return new Promise<void>((resolve) => open.push(resolve))
  }
  return { open, begun, act }
}

const TURN = () => new Promise((resolve) => setImmediate(resolve))

test('acts on no more items at once than it may, and on each one', async () => {
  const { open, begun, act } = gates()
  const done = severalAtOnce([1, 2, 3, 4], 2, act)
  await TURN()
  expect(begun).toEqual([1, 2])
  open[1]?.()
  await TURN()
  expect(begun).toEqual([1, 2, 3])
  open[0]?.()
  open[2]?.()
  await TURN()
  open[3]?.()
  await done
  expect(begun).toEqual([1, 2, 3, 4])
})

test('throws what failed first, once all that was begun has ended', async () => {
  const { open, begun, act } = gates()
  let ended = false
  const failing = (item: number) =>
    item === 2 ? Promise.reject(new Error(`no ${item}`)) : act(item)
  const done = severalAtOnce([1, 2, 3], 2, failing).finally(() => {
    ended = true
  })
  done.catch(() => undefined)
  await TURN()
  expect(ended).toBe(false)
  open[0]?.()
  await expect(done).rejects.toThrow('no 2')
  expect(begun).toEqual([1])
})
