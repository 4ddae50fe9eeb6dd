import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { makeWorld } from '../../../test/kit/world.ts'
import { readWebFiles } from './read-web-files.ts'

const dirs: string[] = []

const made = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const dir = mkdtempSync(join(tmpdir(), 'flatline-web-'))
  dirs.push(dir)
  mkdirSync(join(dir, 'assets'))
  for (const [path, content] of Object.entries(files)) writeFileSync(join(dir, path), content)
  return dir
}

afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true })
})

const { log } = makeWorld().ctx

describe('the built dashboard', () => {
  it('is read with the files beside it and their types', () => {
    const dir = made({ 'index.html': 'x', 'favicon.svg': 'x', 'assets/a-1.js': 'x' })
    const files = readWebFiles(dir, log)
    expect([...(files?.keys() ?? [])].sort()).toEqual([
      '/assets/a-1.js',
      '/favicon.svg',
      '/index.html',
    ])
    expect(files?.get('/assets/a-1.js')?.contentType).toContain('text/javascript')
  })

  it('leaves out source maps, hidden files, links, and what no page needs', () => {
    const dir = made({ 'index.html': 'x', '.env': 'x', 'assets/a.js.map': 'x', 'assets/a.sh': 'x' })
    symlinkSync('/etc/hostname', join(dir, 'assets', 'name.txt'))
    expect([...(readWebFiles(dir, log)?.keys() ?? [])]).toEqual(['/index.html'])
  })

  it('has another tag for another content', () => {
    const tag = (text: string) =>
      readWebFiles(made({ 'index.html': text }), log)?.get('/index.html')?.bytes.tag
    expect(tag('one')).not.toBe(tag('two'))
    expect(tag('one')).toBe(tag('one'))
  })

  it('is absent where the folder or the page is, or where it is far too large', () => {
    expect(readWebFiles('/nowhere/at/all', log)).toBeNull()
    expect(readWebFiles(made({ 'assets/a.js': 'x' }), log)).toBeNull()
    const large = { 'index.html': 'x', 'assets/a.js': new Uint8Array(16 * 1_048_576) }
    expect(readWebFiles(made(large), log)).toBeNull()
  })
})
