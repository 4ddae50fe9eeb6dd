import { useEffect } from 'react'
import { navigate } from 'wouter/use-browser-location'
import { PLACES } from './places.ts'

const CHORD_MS = 1_200

/** Keys of the whole page; none of them works while somebody types, or with Ctrl, Alt or Meta. */
export function useShortcuts(showHelp: () => void): void {
  useEffect(() => {
    let chordUntil = 0
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event)) return
      const chord = event.timeStamp < chordUntil
      chordUntil = !chord && event.key === 'g' ? event.timeStamp + CHORD_MS : 0
      if (chord ? goTo(event.key) : act(event.key, showHelp)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [showHelp])
}

/** Whoever types, or is asked something, means no shortcut. Esc leaves a field. */
function isTaken({ ctrlKey, altKey, metaKey, defaultPrevented, key, target }: KeyboardEvent) {
  if (ctrlKey || altKey || metaKey || defaultPrevented) return true
  if (document.querySelector('dialog[open]') !== null) return true
  if (!isTyping(target)) return false
  if (key === 'Escape' && target instanceof HTMLElement) target.blur()
  return true
}

function goTo(key: string): boolean {
  const place = PLACES.flat().find((each) => each.key === key)
  if (place !== undefined) navigate(place.href)
  return place !== undefined
}

function act(key: string, showHelp: () => void): boolean {
  switch (key) {
    case '/':
      search()
      return true
    case '?':
      showHelp()
      return true
    case 'j':
      return moveRow(1)
    case 'k':
      return moveRow(-1)
    case 'Escape':
      document.querySelector<HTMLElement>('main a[data-parent]')?.click()
      return true
    default:
      return false
  }
}

function search(): void {
  const field = document.querySelector<HTMLInputElement>('main input[type=search]')
  if (field === null) navigate('/hosts?find')
  else field.select()
}

function moveRow(step: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('main a[data-row]')].sort(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  )
  const { activeElement } = document
  const at = activeElement instanceof HTMLElement ? rows.indexOf(activeElement) : -1
  const next = rows[at === -1 ? 0 : at + step]
  next?.focus({ preventScroll: true })
  next?.scrollIntoView({ block: 'nearest' })
  return next !== undefined
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select')
}
