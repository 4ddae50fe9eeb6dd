export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const STORED_AS = 'flatline.theme'
const listeners = new Set<() => void>()

/** The person's choice, kept in this browser; `system` follows the machine. */
export const theme = {
  read(): Theme {
    const stored = localStorage.getItem(STORED_AS)
    return THEMES.find((each) => each === stored) ?? 'system'
  },
  choose(chosen: Theme): void {
    localStorage.setItem(STORED_AS, chosen)
    theme.apply()
  },
  apply(): void {
    const chosen = theme.read()
    if (chosen === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen
    for (const listener of listeners) listener()
  },
  /** Calls back when colours change, by choice or by the machine. */
  subscribe(listener: () => void): () => void {
    const machine = matchMedia('(prefers-color-scheme: dark)')
    machine.addEventListener('change', listener)
    listeners.add(listener)
    return () => {
      machine.removeEventListener('change', listener)
      listeners.delete(listener)
    }
  },
}
