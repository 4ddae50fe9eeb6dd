import { type ReactNode, useEffect, useId, useRef } from 'react'
import { classes } from './classes.ts'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly wide?: boolean
  readonly children: ReactNode
}

/** A modal dialog of the browser's own: focus stays inside, Esc closes it. */
export function Dialog({ title, onClose, wide, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = element.current
    if (dialog !== null && !dialog.open) dialog.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className={classes(
        'm-auto max-h-[90dvh] w-[calc(100%-2rem)] overflow-y-auto rounded-lg border border-line',
        'bg-panel p-5 text-ink shadow-raised',
        wide === true ? 'max-w-2xl' : 'max-w-md',
      )}
    >
      <h2 id={id} className="mb-3 text-lg font-semibold">
        {title}
      </h2>
      {children}
    </dialog>
  )
}
