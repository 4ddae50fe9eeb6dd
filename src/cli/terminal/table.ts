import { inert, truncate, widthOf } from './plain-text.ts'

export interface Cell {
  readonly text: string
  readonly paint?: ((text: string | number) => string) | undefined
}

export interface Heading {
  readonly title: string
  readonly align?: 'right'
}

const GAP = '  '
const COLUMN_MIN = 6

/** Lays out rows that come in pages: the first page decides how wide each column is. */
export class Table {
  readonly #headings: readonly Heading[]
  readonly #columns: number
  #widths: readonly number[] | undefined

  /** `columns`: width of the terminal, or Infinity to cut nothing off. */
  constructor(headings: readonly Heading[], columns: number) {
    this.#headings = headings
    this.#columns = columns
  }

  /** Lines without a line break; the headings come with the first page. */
  lines(rows: readonly (readonly Cell[])[]): string[] {
    const plain = rows.map((row) => row.map((cell) => ({ ...cell, text: inert(cell.text) })))
    if (this.#widths !== undefined) return plain.map((row) => this.#line(row, this.#widths ?? []))
    const titles = this.#headings.map(({ title }) => ({ text: title.toUpperCase() }))
    const widths = fitWidths(naturalWidths([titles, ...plain]), this.#columns)
    this.#widths = widths
    return [titles, ...plain].map((row) => this.#line(row, widths))
  }

  #line(row: readonly Cell[], widths: readonly number[]): string {
    let room = this.#columns
    const cells: string[] = []
    row.forEach((cell, index) => {
      const isLast = index === row.length - 1
      const width = Math.min(widths[index] ?? 0, room)
      const padded = pad(cell, width, this.#headings[index]?.align, isLast, this.#columns)
      room -= width + GAP.length
      if (width > 0) cells.push(padded)
    })
    return cells.join(GAP).trimEnd()
  }
}

function pad(
  cell: Cell,
  width: number,
  align: 'right' | undefined,
  isLast: boolean,
  columns: number,
): string {
  const text = columns === Number.POSITIVE_INFINITY ? cell.text : truncate(cell.text, width)
  const painted = cell.paint === undefined ? text : cell.paint(text)
  const blank = ' '.repeat(Math.max(0, width - widthOf(text)))
  if (align === 'right') return blank + painted
  return isLast ? painted : painted + blank
}

function naturalWidths(rows: readonly (readonly Cell[])[]): number[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach(({ text }, index) => {
      widths[index] = Math.max(widths[index] ?? 0, widthOf(text))
    })
  }
  return widths
}

/** Takes from the widest columns first, and from none below `COLUMN_MIN`. */
function fitWidths(natural: readonly number[], columns: number): number[] {
  const widths = [...natural]
  const gaps = GAP.length * (widths.length - 1)
  let surplus = widths.reduce((sum, width) => sum + width, gaps) - columns
  while (surplus > 0) {
    const widest = Math.max(...widths)
    if (widest <= COLUMN_MIN) break
    widths[widths.indexOf(widest)] = widest - 1
    surplus -= 1
  }
  return widths
}
