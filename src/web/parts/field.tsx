import { type InputHTMLAttributes, useId } from 'react'
import { classes } from './classes.ts'

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: string
  readonly hint?: string | undefined
  readonly fault?: string | undefined
  readonly mono?: boolean
  readonly onValue: (value: string) => void
}

/** A labelled text field with a hint, or with what is wrong with it. */
export function Field({ label, hint, fault, mono, onValue, ...rest }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const note = fault ?? hint
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        className={classes('field', mono === true && 'font-mono')}
        aria-invalid={fault !== undefined}
        aria-describedby={note === undefined ? undefined : noteId}
        onChange={(event) => onValue(event.target.value)}
        {...rest}
      />
      {note !== undefined && (
        <p
          id={noteId}
          className={classes('text-sm', fault === undefined ? 'text-faint' : 'text-danger')}
        >
          {note}
        </p>
      )}
    </div>
  )
}
