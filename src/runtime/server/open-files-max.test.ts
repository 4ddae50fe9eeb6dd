import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tempDir } from '../../../test/kit/temp-dir.ts'
import { readOpenFilesMax } from './open-files-max.ts'

const HEAD = 'Limit                     Soft Limit           Hard Limit           Units     \n'

const read = (line: string): number => {
  const path = join(tempDir(), 'limits')
  writeFileSync(path, `${HEAD}Max processes  5  6  processes \n${line}\nMax nice priority  0  0 \n`)
  return readOpenFilesMax(path)
}

it('reads the soft limit of this process', () => {
  expect(read('Max open files            1024                 524288               files')).toBe(
    1_024,
  )
})

it('knows a system without such a limit', () => {
  const line = 'Max open files            unlimited            unlimited            files'
  expect(read(line)).toBe(Number.POSITIVE_INFINITY)
})

it('takes what is usual where the system does not say', () => {
  expect(readOpenFilesMax('/nowhere/limits')).toBeGreaterThanOrEqual(10_240)
})
