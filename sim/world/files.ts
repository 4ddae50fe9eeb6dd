/**
 * The files of a data directory, as a power cut leaves them: they are kept in memory as long as
 * nobody has them open, so that no directory outlives a run.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newDir } from '../../src/store/embedded/new-dir.suite.ts'
import type { Random } from '../kernel/random.ts'

/** By name. What processes share in memory is gone with them. */
export type Files = ReadonlyMap<string, Buffer>

/** The least that a disk writes as a whole. */
const SECTOR = 512

export function readFiles(dir: string): Map<string, Buffer> {
  const names = readdirSync(dir).filter((name) => !name.endsWith('-shm'))
  return new Map(names.sort().map((name) => [name, readFileSync(join(dir, name))]))
}

/** Puts them into a new directory, and returns its path. */
export function layOut(files: Files): string {
  const dir = newDir()
  for (const [name, bytes] of files) writeFileSync(join(dir, name), bytes)
  return dir
}

export function removeDir(dir: string): void {
  rmSync(dir, { recursive: true })
}

/** How much of a change reached the disk: sectors in order, or any of them. */
export type Rest = 'nothing' | 'the beginning' | 'some sectors' | 'all'

/** What is on the disk if `rest` of the way from `before` to `after` was made. */
export function cutOff(before: Buffer, after: Buffer, rest: Rest, random: Random): Buffer {
  const changed = changedSectors(before, after)
  const kept = bytesKept(changed.length, rest, random)
  const disk = Buffer.alloc(Math.max(before.length, after.length))
  let length = before.copy(disk)
  for (const [index, at] of changed.entries()) {
    const bytes = kept[index] ?? 0
    const end = Math.min(at + bytes, after.length)
    if (bytes === 0) continue
    after.copy(disk, at, at, end)
    length = Math.max(length, end)
  }
  return disk.subarray(0, length)
}

/** Of each sector that was to change. */
function bytesKept(sectors: number, rest: Rest, random: Random): number[] {
  const each = (bytes: (index: number) => number) =>
    Array.from({ length: sectors }, (_, index) => bytes(index))
  switch (rest) {
    case 'nothing':
      return []
    case 'all':
      return each(() => SECTOR)
    case 'some sectors':
      return each(() => (random.chance(0.5) ? SECTOR : 0))
    case 'the beginning': {
      const whole = random.between(0, Math.max(0, sectors - 1))
      const torn = random.between(0, SECTOR - 1)
      return each((index) => (index < whole ? SECTOR : index === whole ? torn : 0))
    }
  }
}

function changedSectors(before: Buffer, after: Buffer): number[] {
  const changed: number[] = []
  for (let at = 0; at < after.length; at += SECTOR) {
    const end = Math.min(at + SECTOR, after.length)
    const same = end <= before.length && after.compare(before, at, end, at, end) === 0
    if (!same) changed.push(at)
  }
  return changed
}
