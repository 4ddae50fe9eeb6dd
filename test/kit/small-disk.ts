import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface SmallDisk {
  readonly path: string
  /** Leaves no free byte. */
  fill(): void
  free(): void
  /** Nothing can be written any more. */
  readOnly(): void
}

/** A file system in memory of its own, which needs the right to mount; undefined without it. */
export function smallDisk(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'flatline-disk-'))
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'flatline-test', path]
  const mounted = spawnSync('mount', options).status === 0
  onTestFinished(() => {
    if (mounted) spawnSync('umount', ['-l', path])
    rmSync(path, { recursive: true, force: true })
  })
  if (!mounted) return undefined
  const filler = join(path, 'filler')
  return {
    path,
    fill() {
      const { bavail, bsize } = statfsSync(path)
      writeFileSync(filler, Buffer.alloc(bavail * bsize))
      if (statfsSync(path).bavail > 0) throw new Error('the disk is not full')
    },
    free: () => rmSync(filler),
    readOnly: () => void spawnSync('mount', ['-o', 'remount,ro', path]),
  }
}
