import { useState } from 'react'
import { Button } from './button.tsx'
import { problemWords } from './problem-words.ts'
import { toastList } from './toast-list.ts'

interface ActButtonProps {
  readonly words: string
  /** Said when it went well; nothing if the act speaks for itself. */
  readonly done?: string
  readonly look?: 'primary' | 'plain' | 'quiet'
  readonly small?: boolean
  readonly act: () => Promise<unknown>
  readonly onDone?: () => void
}

/** Does something at once, and says how it went. */
export function ActButton({ words, done, act, onDone, ...looks }: ActButtonProps) {
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      await act()
      if (done !== undefined) toastList.say(done)
      onDone?.()
    } catch (error) {
      const { what, hint = '' } = problemWords(error)
      toastList.say(`${words}: ${what} ${hint}`)
    }
    setBusy(false)
  }
  return (
    <Button {...looks} disabled={busy} onClick={run}>
      {words}
    </Button>
  )
}
