import { describe, expect, it } from 'vitest'
import type { Log } from '../../service/ports.ts'
import { openPeer } from './peer.ts'

const BREAK_MS = 10_000

describe('the other region', () => {
  it('is given up after the limit, and its late answer is dropped', async () => {
    let answer: (value: string) => void = () => {}
    const late = new Promise<string>((resolve) => {
      answer = resolve
    })
    const peer = openPeer({ limitMs: 5 })
    expect((await peer.ask(() => late)).kind).toBe('silent')
    answer('too late')
    expect((await peer.ask(async () => 'at once')).kind).toBe('silent')
  })

  it('may be given more time for a longer question', async () => {
    const peer = openPeer({ limitMs: 0 })
    const slow = () => new Promise<number>((resolve) => setImmediate(() => resolve(7)))
    expect(await peer.ask(slow, 20_000)).toEqual({ kind: 'answered', value: 7 })
  })

  it('is asked nothing for ten seconds after a failure, with one line in the log', async () => {
    let now = 0
    let asked = 0
    const lines: string[] = []
    const warn = (_fields: object, message: string) => lines.push(message)
    const log: Log = { debug() {}, info() {}, warn, error() {} }
    const peer = openPeer({ log, monotonicMs: () => now })
    const ask = (fails: boolean) =>
      peer.ask(async () => {
        asked++
        if (fails) throw new Error('cut off')
        return asked
      })
    await Promise.all([ask(true), ask(true), ask(true)])
    expect([asked, lines.length]).toEqual([3, 1])
    now = BREAK_MS - 1
    expect(await ask(false)).toMatchObject({ kind: 'silent', cause: { message: 'cut off' } })
    expect(asked).toBe(3)
    now = BREAK_MS
    expect(await ask(false)).toEqual({ kind: 'answered', value: 4 })
    expect(await ask(true)).toMatchObject({ kind: 'silent' })
    expect(lines).toHaveLength(2)
  })

  it('never rejects, even if the question cannot be put', async () => {
    const broken = () => {
      throw new Error('no client')
    }
    expect((await openPeer().ask(broken)).kind).toBe('silent')
  })
})
