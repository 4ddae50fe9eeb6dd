import type { ReactNode } from 'react'
import type { LiveValue } from '../live/use-live.ts'
import { Button } from './button.tsx'
import { LoadingNote } from './loading-note.tsx'
import { ProblemNote } from './problem-note.tsx'
import { StaleNote } from './stale-note.tsx'

interface LoadedProps<T> {
  readonly live: LiveValue<T>
  readonly what: string
  readonly children: (value: T) => ReactNode
}

/** One of: loading, an error, or the value, with a word if it is stale. */
export function Loaded<T>({ live, what, children }: LoadedProps<T>) {
  if (live.value === undefined) {
    if (live.error === undefined) return <LoadingNote what={what} />
    return (
      <ProblemNote error={live.error} action={<Button onClick={live.refresh}>Try again</Button>} />
    )
  }
  return (
    <>
      <StaleNote live={live} />
      {children(live.value)}
    </>
  )
}
