import { type FormEvent, type ReactNode, useState } from 'react'
import { Dialog } from './dialog.tsx'
import { DialogFoot } from './dialog-foot.tsx'
import { Field } from './field.tsx'
import { ProblemNote } from './problem-note.tsx'

interface ConfirmDialogProps {
  readonly title: string
  /** The verb on the button: "Delete". */
  readonly verb: string
  /** What must be typed before the button works; nothing unless given. */
  readonly name?: string
  readonly act: () => Promise<void>
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Asks before something is lost; the person types the name of what that is. */
export function ConfirmDialog({ title, verb, name, act, onClose, children }: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const ready = name === undefined || typed.trim() === name
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!ready || busy) return
    setBusy(true)
    try {
      await act()
      onClose()
    } catch (cause) {
      setError(cause)
      setBusy(false)
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="text-soft">{children}</div>
        {name !== undefined && (
          <Field
            label={`Type ${name} to confirm`}
            value={typed}
            onValue={setTyped}
            autoComplete="off"
          />
        )}
        {error !== undefined && <ProblemNote error={error} />}
        <DialogFoot verb={verb} danger disabled={!ready || busy} onClose={onClose} />
      </form>
    </Dialog>
  )
}
