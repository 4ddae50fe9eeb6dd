import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, replaceOnce } from '../bundle.js'
import { MUTANTS, SEEDS } from './list.js'

describe('the known-bad mutants', () => {
  it('are at least thirty, each with a name of its own', () => {
    const names = MUTANTS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(30)
    expect(names.filter((name) => !/^[a-z]+(-[a-z0-9]+)+$/.test(name))).toEqual([])
  })

  it.each(MUTANTS)(
    '$name: each piece occurs once, and its place is taken by another',
    ({ edits }) => {
      for (const edit of edits) {
        const path = join(ROOT, edit.file)
        expect(existsSync(path), edit.file).toBe(true)
        const source = readFileSync(path, 'utf8')
        expect(replaceOnce(source, edit)).not.toBe(source)
      }
    },
  )

  it('break every rule of safety and of liveness', () => {
    const broken = new Set(MUTANTS.flatMap(({ breaks }) => breaks))
    const safety = Array.from({ length: 10 }, (_, index) => `S${index + 1}`)
    expect([...broken].sort()).toEqual([...safety, 'L1', 'L2', 'L3', 'L4'].sort())
  })

  it('have seeds on record for none but themselves', () => {
    const known = MUTANTS.map(({ name }) => name)
    const recorded = Object.keys(JSON.parse(readFileSync(SEEDS, 'utf8')))
    expect(recorded.filter((name) => !known.includes(name))).toEqual([])
  })
})
