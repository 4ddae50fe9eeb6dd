export interface Toast {
  readonly id: number
  readonly text: string
}

const SHOWN_MS = 6_000
const SHOWN_MAX = 3

let toasts: readonly Toast[] = []
let count = 0
const listeners = new Set<() => void>()

/** Short words on what was done; screen readers say them, too. */
export const toastList = {
  read: (): readonly Toast[] => toasts,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  say(text: string): void {
    count += 1
    const toast = { id: count, text }
    become([...toasts, toast].slice(-SHOWN_MAX))
    setTimeout(() => become(toasts.filter(({ id }) => id !== toast.id)), SHOWN_MS)
  },
}

function become(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}
