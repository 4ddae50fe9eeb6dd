import { describe, expect, it } from 'vitest'
import { openGate } from './gate.ts'

describe('a gate', () => {
  it('lets as many in as there are places, and the next when one leaves', async () => {
    const gate = openGate(2)
    const inside: number[] = []
    const enter = async (n: number) => {
      if (await gate.enter(60_000)) inside.push(n)
    }
    const all = [1, 2, 3, 4].map(enter)
    await Promise.all(all.slice(0, 2))
    expect(inside).toEqual([1, 2])
    gate.leave()
    await all[2]
    expect(inside).toEqual([1, 2, 3])
    gate.leave()
    await all[3]
    expect(inside).toEqual([1, 2, 3, 4])
  })

  it('turns away who has waited long enough, and keeps no place for them', async () => {
    const gate = openGate(1)
    expect(await gate.enter(1)).toBe(true)
    expect(await gate.enter(1)).toBe(false)
    gate.leave()
    expect(await gate.enter(1)).toBe(true)
  })
})
