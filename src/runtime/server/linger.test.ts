import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LINGER_MS_MAX, linger } from './linger.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})

afterEach(() => {
  vi.useRealTimers()
})

const QUIET_MS = 2_000
const TURN = () => new Promise((resolve) => setImmediate(resolve))

function lingering() {
  const sender = new PassThrough({ highWaterMark: 16_777_216 })
  const finish = vi.fn()
  linger(sender, finish)
  return { sender, finish }
}

it('waits for the end of what is sent, and no longer', async () => {
  const { sender, finish } = lingering()
  sender.write('rest')
  await TURN()
  expect(finish).not.toHaveBeenCalled()
  sender.end()
  await TURN()
  sender.destroy()
  await TURN()
  vi.advanceTimersByTime(LINGER_MS_MAX)
  expect(finish).toHaveBeenCalledTimes(1)
})

it('gives up a sender who says nothing more', () => {
  const { finish } = lingering()
  vi.advanceTimersByTime(QUIET_MS - 1)
  expect(finish).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(finish).toHaveBeenCalledTimes(1)
})

it('bounds the time of a sender who never stops', async () => {
  const { sender, finish } = lingering()
  for (let ms = 0; ms < LINGER_MS_MAX - 500; ms += 500) {
    sender.write('x')
    await TURN()
    vi.advanceTimersByTime(500)
  }
  expect(finish).not.toHaveBeenCalled()
  sender.write('x')
  await TURN()
  vi.advanceTimersByTime(500)
  expect(finish).toHaveBeenCalledTimes(1)
})

it('bounds what it drops', async () => {
  const { sender, finish } = lingering()
  sender.write(Buffer.alloc(4_194_304))
  await TURN()
  expect(finish).not.toHaveBeenCalled()
  sender.write('x')
  await TURN()
  expect(finish).toHaveBeenCalledTimes(1)
})

it('outlives an error that comes late', async () => {
  const { sender, finish } = lingering()
  sender.end()
  sender.resume()
  await TURN()
  sender.emit('error', new Error('reset'))
  expect(finish).toHaveBeenCalledTimes(1)
})
