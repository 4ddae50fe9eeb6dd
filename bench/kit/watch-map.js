export const MAP_PATH = '/v1/fleet/map'

/**
 * Runs in the page before it does. Sets `mapDrawn` once a frame with the first image has been made:
 * a message that is sent in an animation frame comes after that frame was laid out and painted.
 */
export function watchMap() {
  const prototype = CanvasRenderingContext2D.prototype
  const put = prototype.putImageData
  let seen = false
  const lastByteAt = () => {
    const paths = ['/v1/fleet/map', '/v1/fleet/map/groups']
    const ends = performance
      .getEntriesByType('resource')
      .filter(({ name }) => paths.includes(new URL(name).pathname))
      .map(({ responseEnd }) => responseEnd)
    return Math.max(...ends)
  }
  const afterNextFrame = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve(performance.now())
      requestAnimationFrame(() => port2.postMessage(null))
    })
  prototype.putImageData = function putAndTell(...args) {
    put.apply(this, args)
    if (seen || this.canvas.width < 2) return
    seen = true
    const returnedAt = performance.now()
    const began = lastByteAt()
    void afterNextFrame().then((shownAt) => {
      globalThis.mapDrawn = {
        pixelsMs: shownAt - began,
        scriptMs: returnedAt - began,
        fromClickMs: shownAt,
      }
    })
  }
}
