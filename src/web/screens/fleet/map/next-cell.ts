import type { Arrangement } from './arrange-cells.ts'

const STEPS: Readonly<Record<string, readonly [column: number, row: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The host that an arrow key leads to, over gaps; undefined for another key. */
export function nextCell(key: string, host: number, arrangement: Arrangement): number | undefined {
  const { columns, rows, cellOf, hostAt } = arrangement
  if (key === 'Home') return 0
  if (key === 'End') return cellOf.length - 1
  const step = STEPS[key]
  const cell = cellOf[host]
  if (step === undefined || cell === undefined) return undefined
  let column = cell % columns
  let row = Math.floor(cell / columns)
  for (;;) {
    column += step[0]
    row += step[1]
    if (column < 0 || row < 0 || column >= columns || row >= rows) return host
    const found = hostAt[row * columns + column] ?? -1
    if (found !== -1) return found
  }
}
