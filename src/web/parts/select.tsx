import { type SelectHTMLAttributes, useId } from 'react'
import { classes } from './classes.ts'

interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  readonly label: string
  readonly hideLabel?: boolean
  readonly options: readonly (readonly [value: string, words: string])[]
  readonly onValue: (value: string) => void
}

export function Select({ label, hideLabel, options, onValue, className, ...rest }: SelectProps) {
  const id = useId()
  return (
    <div className={classes('flex flex-col gap-1', className)}>
      <label
        htmlFor={id}
        className={hideLabel === true ? 'sr-only' : 'text-sm font-medium text-ink'}
      >
        {label}
      </label>
      <select
        id={id}
        className="field pr-2"
        onChange={(event) => onValue(event.target.value)}
        {...rest}
      >
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}
