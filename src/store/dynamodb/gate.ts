/** Lets a number of calls through at a time; the others wait in order, and not for ever. */
export interface Gate {
  /** False if no place became free within the time. Whoever is let in must leave. */
  enter(limitMs: number): Promise<boolean>
  leave(): void
}

export function openGate(placesMax: number): Gate {
  let inside = 0
  const waiting = new Set<() => void>()
  return {
    enter(limitMs) {
      if (inside < placesMax) {
        inside++
        return Promise.resolve(true)
      }
      return new Promise((resolve) => {
        const admit = () => {
          clearTimeout(timer)
          resolve(true)
        }
        const timer = setTimeout(() => {
          waiting.delete(admit)
          resolve(false)
        }, limitMs)
        waiting.add(admit)
      })
    },
    leave() {
      const [next] = waiting
      if (next === undefined) {
        inside--
        return
      }
      waiting.delete(next)
      next()
    },
  }
}
