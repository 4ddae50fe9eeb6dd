import type { Palette } from './cell-painter.ts'
import { MAP_STATES } from './map-states.ts'

/** The colours of the present theme, as the style sheet has them. */
export function readPalette(within: HTMLElement): Palette {
  const probe = document.createElement('span')
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  within.append(probe)
  const palette = MAP_STATES.map((state) => {
    if (state === 'gap' || canvas === null) return 0
    probe.style.color = `var(--color-cell-${state})`
    canvas.fillStyle = getComputedStyle(probe).color
    canvas.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
  })
  probe.remove()
  return palette
}
