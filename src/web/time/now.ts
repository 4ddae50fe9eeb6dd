const EVERY_MS = 1_000
const listeners = new Set<() => void>()
let current = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for the page: all relative times move in the same second. */
export const now = {
  read: (): number => current,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    if (timer === undefined) {
      current = Date.now()
      timer = setInterval(tick, EVERY_MS)
    }
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      clearInterval(timer)
      timer = undefined
    }
  },
}

function tick(): void {
  if (document.hidden) return
  current = Date.now()
  for (const listener of listeners) listener()
}
