import { type KeyboardEvent, useId, useRef } from 'react'
import { classes } from './classes.ts'

interface TabsProps {
  readonly label: string
  readonly names: readonly string[]
  readonly chosen: string
  readonly onChoose: (name: string) => void
  /** What the chosen tab shows. */
  readonly children: React.ReactNode
}

/** https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function Tabs({ label, names, chosen, onChoose, children }: TabsProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return
    const index = names.indexOf(chosen) + steps[event.key] + names.length
    const next = names[index % names.length]
    if (next === undefined) return
    onChoose(next)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus()
  }
  return (
    <div>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={move}
        className="mb-3 flex flex-wrap gap-1 border-b border-line"
      >
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            data-tab={name}
            id={`${id}-${name}`}
            aria-selected={name === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
            className={classes(
              '-mb-px border-b-2 px-3 py-2 font-medium',
              name === chosen ? 'border-accent text-ink' : 'border-transparent text-soft',
            )}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-label={chosen}>
        {children}
      </div>
    </div>
  )
}
