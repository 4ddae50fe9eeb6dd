import type { ButtonHTMLAttributes } from 'react'
import { classes } from './classes.ts'

const LOOKS = {
  primary: 'bg-accent text-on-accent border-accent hover:opacity-90',
  plain: 'bg-panel text-ink border-edge hover:bg-raised',
  quiet: 'bg-transparent text-soft border-transparent hover:bg-raised hover:text-ink',
  danger: 'bg-danger text-on-danger border-danger hover:opacity-90',
} as const

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof LOOKS
  readonly small?: boolean
}

export function Button({ look = 'plain', small, className, type, ...rest }: ButtonProps) {
  return (
    <button
      type={type ?? 'button'}
      className={classes(
        'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium',
        'whitespace-nowrap disabled:cursor-not-allowed disabled:opacity-55',
        small === true ? 'h-7 px-2 text-sm' : 'h-9 px-3 text-base',
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  )
}
