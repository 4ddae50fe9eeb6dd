/**
 * Where the cell of each host lies. Groups stand side by side as blocks in bands of a few rows, so
 * that a site is a patch and not a thread; what does not fit goes on in the next band. The largest
 * cell is taken with which all hosts fit into the height.
 */
export interface Arrangement {
  /** Pixels from one cell to the next. */
  readonly pitch: number
  readonly columns: number
  readonly rows: number
  /** By host: its cell, counted row after row. */
  readonly cellOf: Int32Array
  /** By cell: its host, or -1. */
  readonly hostAt: Int32Array
}

export interface Room {
  readonly width: number
  readonly heightMax: number
}

interface Plan {
  readonly pitch: number
  readonly columns: number
  readonly band: number
  readonly gap: number
}

/** A column of a block: its place, its first host and how many there are. */
type Visit = (band: number, column: number, firstHost: number, hosts: number) => void

const PITCHES = [20, 16, 14, 12, 10, 8, 7, 6, 5, 4, 3, 2] as const
const BAND_MAX = 8

export function arrangeCells(sizes: readonly number[], room: Room): Arrangement {
  const hosts = sizes.reduce((sum, size) => sum + size, 0)
  const plan = planFor(sizes, hosts, room)
  const { columns, band, gap, pitch } = plan
  const rows = walk(sizes, plan, () => undefined) * (band + gap)
  const cellOf = new Int32Array(hosts)
  const hostAt = new Int32Array(columns * rows).fill(-1)
  walk(sizes, plan, (bandIndex, column, first, count) => {
    for (let step = 0; step < count; step++) {
      const cell = (bandIndex * (band + gap) + step) * columns + column
      cellOf[first + step] = cell
      hostAt[cell] = first + step
    }
  })
  return { pitch, columns, rows, cellOf, hostAt }
}

function planFor(sizes: readonly number[], hosts: number, { width, heightMax }: Room): Plan {
  const usual = Math.sqrt(hosts / Math.max(1, sizes.length))
  const band = Math.max(2, Math.min(BAND_MAX, Math.round(usual)))
  for (const pitch of PITCHES) {
    if (hosts * pitch * pitch > width * heightMax) continue
    const plan = { pitch, columns: Math.max(1, Math.floor(width / pitch)), band, gap: 1 }
    if (walk(sizes, plan, () => undefined) * (band + 1) * pitch <= heightMax) return plan
  }
  const dense = { pitch: 2, columns: Math.max(1, Math.floor(width / 2)), band: BAND_MAX, gap: 0 }
  const mayFit = hosts * 4 <= width * heightMax
  if (mayFit && walk(sizes, dense, () => undefined) * BAND_MAX * 2 <= heightMax) return dense
  return { ...dense, pitch: 1, columns: Math.max(1, Math.floor(width)) }
}

/** Returns the number of bands. */
function walk(sizes: readonly number[], { columns, band, gap }: Plan, visit: Visit): number {
  let bandIndex = 0
  let column = 0
  let host = 0
  for (const size of sizes) {
    const wide = Math.ceil(size / band)
    if (column + wide > columns && wide <= columns) {
      bandIndex += 1
      column = 0
    }
    for (let rest = size; rest > 0; rest -= band) {
      if (column >= columns) {
        bandIndex += 1
        column = 0
      }
      const count = Math.min(rest, band)
      visit(bandIndex, column, host, count)
      host += count
      column += 1
    }
    column += gap
  }
  return bandIndex + 1
}
