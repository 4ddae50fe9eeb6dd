import { describe, expect, it } from 'vitest'
import { seededRandom } from '../kernel/random.ts'
import { cutOff } from './files.ts'

const SECTOR = 512
const BEFORE = Buffer.alloc(4 * SECTOR, 'b')
/** Its first sector stays as it was, the file grows by three. */
const AFTER = Buffer.concat([BEFORE.subarray(0, SECTOR), Buffer.alloc(6 * SECTOR, 'a')])

describe('a change of a file that a power cut strikes', () => {
  it('is there as a whole or not at all, where that is asked for', () => {
    const random = seededRandom(1)
    expect(cutOff(BEFORE, AFTER, 'nothing', random)).toEqual(BEFORE)
    expect(cutOff(BEFORE, AFTER, 'all', random)).toEqual(AFTER)
  })

  it('is cut at any byte, and what lies behind stays as it was', () => {
    const ends = new Set<number>()
    for (let seed = 1; seed <= 50; seed++) {
      const disk = cutOff(BEFORE, AFTER, 'the beginning', seededRandom(seed))
      const end = disk.lastIndexOf('a') + 1
      const changed = Math.max(0, end - SECTOR)
      const rest = BEFORE.subarray(SECTOR + changed)
      const pieces = [BEFORE.subarray(0, SECTOR), Buffer.alloc(changed, 'a'), rest]
      expect(disk).toEqual(Buffer.concat(pieces))
      expect(end).toBeLessThan(AFTER.length)
      ends.add(end)
    }
    expect(ends.size).toBeGreaterThan(30)
    expect([...ends].some((end) => end % SECTOR !== 0)).toBe(true)
  })

  it('may reach the disk in any order of its sectors, with zeros in a gap', () => {
    const found = new Set<string>()
    for (let seed = 1; seed <= 50; seed++) {
      const disk = cutOff(BEFORE, AFTER, 'some sectors', seededRandom(seed))
      for (let at = 0; at < disk.length; at += SECTOR) {
        const sector = disk.subarray(at, at + SECTOR)
        expect(sector.every((byte) => byte === sector[0])).toBe(true)
        found.add(`${at / SECTOR} ${String.fromCharCode(sector[0] ?? 1)}`)
      }
    }
    expect([...found].sort()).toEqual(
      ['0 b', '1 a', '1 b', '2 a', '2 b', '3 a', '3 b', '4 \0', '4 a', '5 \0', '5 a', '6 a'].sort(),
    )
  })
})
