import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react'
import { navigate } from 'wouter/use-browser-location'
import { theme } from '../../../shell/theme.ts'
import { hostHref } from '../../host/host-href.ts'
import { type Arrangement, arrangeCells } from './arrange-cells.ts'
import { CellPainter } from './cell-painter.ts'
import type { MapView } from './fleet-map.ts'
import { HostNames } from './host-names.ts'
import { nextCell } from './next-cell.ts'
import { PointedHost } from './pointed-host.tsx'
import { readPalette } from './read-palette.ts'
import { useWidth } from './use-width.ts'

const HEIGHT_MAX = 640

/** Lives as long as the cells keep their places and the theme its colours. */
interface Drawing {
  readonly arrangement: Arrangement
  readonly colours: number
  readonly painter: CellPainter
  /** Shares its pixels with the painter. */
  readonly image: ImageData
}

/** One cell per host. Pointing at one, or walking with the arrow keys, names it; Enter opens it. */
export function MapCanvas({ view, by }: { view: MapView; by: string }) {
  const { groups, states, version } = view
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(frame)
  const [pointed, point] = useState<number | null>(null)
  const colours = useThemeCount()
  const names = useMemo(() => new HostNames(by, groups.layout), [by, groups.layout])
  const arrangement = useMemo(
    () => arrangeCells(groups.sizes, { width: Math.max(width, 1), heightMax: HEIGHT_MAX }),
    [groups.sizes, width],
  )
  const drawing = useRef<Drawing>(undefined)
  useEffect(() => {
    const element = canvas.current
    if (element === null || width === 0 || version < 0) return
    drawing.current = drawingOf(element, arrangement, colours, drawing.current)
    const { painter, image } = drawing.current
    painter.paintAll(states)
    element.getContext('2d')?.putImageData(image, 0, 0)
  }, [arrangement, states, version, width, colours])
  const open = async (host: number | null) => {
    const hostId = host === null ? null : await names.at(host)
    if (hostId !== null) navigate(hostHref(hostId))
  }
  const hostUnder = ({ nativeEvent: { offsetX, offsetY } }: MouseEvent): number | null => {
    const { pitch, columns, hostAt } = arrangement
    const cell = Math.floor(offsetY / pitch) * columns + Math.floor(offsetX / pitch)
    const host = hostAt[cell] ?? -1
    return host === -1 ? null : host
  }
  const onKey = (event: KeyboardEvent) => {
    const next = nextCell(event.key, pointed ?? 0, arrangement)
    if (next === undefined) return
    event.preventDefault()
    point(pointed === null ? 0 : next)
  }
  return (
    <div ref={frame} className="relative">
      <button
        type="button"
        aria-label="Map of the fleet: arrow keys name a host, Enter opens it"
        className="block cursor-crosshair"
        onKeyDown={onKey}
        onMouseMove={(event) => point(hostUnder(event))}
        onMouseLeave={() => point(null)}
        onClick={(event) => void open(event.detail === 0 ? pointed : hostUnder(event))}
      >
        <canvas ref={canvas} className="block" />
      </button>
      <PointedHost host={pointed} view={view} names={names} arrangement={arrangement} />
    </div>
  )
}

function drawingOf(
  canvas: HTMLCanvasElement,
  arrangement: Arrangement,
  colours: number,
  before: Drawing | undefined,
): Drawing {
  if (before?.arrangement === arrangement && before.colours === colours) return before
  const palette = readPalette(canvas.parentElement ?? document.body)
  const painter = new CellPainter(arrangement, palette)
  canvas.width = painter.width
  canvas.height = painter.height
  const image = new ImageData(painter.pixels, painter.width, painter.height)
  return { arrangement, colours, painter, image }
}

/** Changes with the theme, because a canvas does not repaint itself. */
function useThemeCount(): number {
  const [count, setCount] = useState(0)
  useEffect(() => theme.subscribe(() => setCount((before) => before + 1)), [])
  return count
}
