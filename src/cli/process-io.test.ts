import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processIo } from './process-io.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flatline-io-'))
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('this computer', () => {
  it('runs programs without a shell, and tells absent ones from failing ones', async () => {
    const { run } = processIo().computer
    const print = 'process.stdout.write(process.argv[1])'
    expect(await run(process.execPath, ['-e', print, '$(id); x'])).toEqual({
      exitCode: 0,
      output: '$(id); x',
    })
    expect(await run(process.execPath, ['-e', 'process.exit(3)'])).toMatchObject({ exitCode: 3 })
    expect(await run('flatline-no-such-program', [])).toMatchObject({ exitCode: null })
  })

  it('reads small files only', async () => {
    const { readFile } = processIo().computer
    const path = join(folder, 'file')
    writeFileSync(path, 'fl_x\n')
    expect(await readFile(path)).toBe('fl_x\n')
    truncateSync(path, 2_000_000)
    await expect(readFile(path)).rejects.toThrow('larger than')
    await expect(readFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('has clocks that agree with the machine', () => {
    const io = processIo()
    expect(Math.abs(io.wallMs() - Date.now())).toBeLessThan(1_000)
    expect(io.monotonicMs()).toBeGreaterThan(0)
    expect(io.stop.aborted).toBe(false)
  })
})
