import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { storedBytes } from './stored-bytes.ts'

it('counts both databases and their logs, and nothing else that lies there', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'flatline-bytes-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  expect(await storedBytes(dataDir)).toBe(0)
  const sizes = { 'pulses.db': 1, 'pulses.db-wal': 10, 'records.db': 100, 'records.db-wal': 1_000 }
  for (const [name, size] of Object.entries(sizes)) {
    writeFileSync(join(dataDir, name), Buffer.alloc(size))
  }
  writeFileSync(join(dataDir, 'backup.db'), Buffer.alloc(10_000))
  expect(await storedBytes(dataDir)).toBe(1_111)
})
