import { describe, expect, it } from 'vitest'
import { widthOf } from './plain-text.ts'
import { Table } from './table.ts'

const HEADINGS = [{ title: 'host' }, { title: 'count', align: 'right' as const }, { title: 'note' }]
const row = (...texts: string[]) => texts.map((text) => ({ text }))

describe('table', () => {
  it('aligns columns, numbers to the right, without trailing blanks', () => {
    const table = new Table(HEADINGS, Number.POSITIVE_INFINITY)
    expect(table.lines([row('till-1', '5', 'x'), row('till-22', '1234', '')])).toEqual([
      'HOST     COUNT  NOTE',
      'till-1       5  x',
      'till-22   1234',
    ])
  })

  it('stays within the terminal by cutting the widest columns', () => {
    const table = new Table(HEADINGS, 40)
    const lines = table.lines([row('h'.repeat(60), '7', 'n'.repeat(60))])
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40)
    expect(lines[1]).toContain('…')
  })

  it('stays within a terminal that is too narrow for all columns', () => {
    const table = new Table(HEADINGS, 9)
    for (const line of table.lines([row('store-0412', '123456', 'note')])) {
      expect(widthOf(line)).toBeLessThanOrEqual(9)
    }
  })

  it('prints headings once, and later pages in the same columns', () => {
    const table = new Table(HEADINGS, 80)
    expect(table.lines([row('till-1', '1', 'a')])).toHaveLength(2)
    expect(table.lines([row('till-2', '2', 'b')])).toEqual(['till-2      2  b'])
  })

  it('makes hostile text inert and pads before it paints', () => {
    const table = new Table([{ title: 'a' }, { title: 'b' }], 80)
    const painted = { text: 'x\u001b[2J', paint: (text: string | number) => `<${text}>` }
    expect(table.lines([[painted, { text: 'y' }]])[1]).toBe('<x�[2J>  y')
  })
})
