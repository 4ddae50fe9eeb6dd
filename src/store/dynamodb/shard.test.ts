import { describe, expect, it } from 'vitest'
import { shardOf } from './shard.ts'

describe('shards', () => {
  it('of an id never change, for its record lies there', () => {
    const ids = ['a', 'till-0412', 'store-7.till-2', 'ümläut', '']
    expect(ids.map((id) => shardOf(id, 16))).toEqual([0, 2, 2, 4, 9])
    expect(ids.map((id) => shardOf(id, 1))).toEqual([0, 0, 0, 0, 0])
  })

  it.each([4, 8, 16])('share numbered ids evenly among %i', (shards) => {
    const counts = Array.from({ length: shards }, () => 0)
    for (let i = 0; i < 16_000; i++) {
      const shard = shardOf(`till-${i}`, shards)
      counts[shard] = (counts[shard] ?? 0) + 1
    }
    const fair = 16_000 / shards
    for (const count of counts) expect(Math.abs(count - fair)).toBeLessThan(fair * 0.15)
  })
})
