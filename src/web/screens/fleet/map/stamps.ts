import type { MAP_STATES } from './map-states.ts'

type MapState = (typeof MAP_STATES)[number]

/** Inside this cell, is the pixel at x, y (from 0 to size - 1) filled? */
type Shape = (x: number, y: number, size: number) => boolean

const PLAIN_BELOW_PX = 6

/** Shapes tell states apart without colour, where a cell is large enough to have one. */
const SHAPES: Readonly<Record<MapState, Shape>> = {
  gap: () => false,
  up: () => true,
  missing: (x, y, size) => isInDiamond(x, y, size),
  late: (x, y) => x >= y,
  waiting: (x, y, size) => x === 0 || y === 0 || x === size - 1 || y === size - 1,
  paused: (x, _, size) => Math.abs(x - (size - 1) / 2) >= size / 6,
  retired: (_, y, size) => Math.abs(y - (size - 1) / 2) < size / 5,
}

/** Missing cells fill their whole pitch where they have no shape, and so stand out by size. */
export function isFilled(state: MapState, x: number, y: number, pitch: number): boolean {
  if (pitch < PLAIN_BELOW_PX) {
    const size = pitch >= 3 && state !== 'missing' ? pitch - 1 : pitch
    return state !== 'gap' && x < size && y < size
  }
  const size = pitch - 1
  return x < size && y < size && SHAPES[state](x, y, size)
}

function isInDiamond(x: number, y: number, size: number): boolean {
  const middle = (size - 1) / 2
  return Math.abs(x - middle) + Math.abs(y - middle) <= size * 0.62
}
