import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { countWords } from '../../parts/count-words.ts'
import { problemWords } from '../../parts/problem-words.ts'
import { toastList } from '../../parts/toast-list.ts'
import { actOnEach } from './act-on-each.ts'
import { BULK_ACTS, type BulkAct } from './bulk-acts.ts'
import type { Selection } from './selection.ts'

interface BulkBarProps {
  readonly selection: Selection
  readonly onDone: () => void
}

/** What can be done to all chosen hosts at once. */
export function BulkBar({ selection, onDone }: BulkBarProps) {
  const [asked, ask] = useState<BulkAct | null>(null)
  const count = `${countWords(selection.size)} ${selection.size === 1 ? 'host' : 'hosts'}`
  const act = async ({ done, run }: BulkAct) => {
    const tally = await actOnEach([...selection], run)
    const [first] = tally.failed
    toastList.say(
      first === undefined
        ? `${done} ${count}.`
        : `${done} ${tally.done}, not ${tally.failed.length}: ${problemWords(first.error).what}`,
    )
    onDone()
  }
  return (
    <div
      role="toolbar"
      aria-label="Chosen hosts"
      className="mb-3 flex flex-wrap items-center gap-2 rounded-lg bg-tint px-4 py-2"
    >
      <strong className="mr-2 font-semibold">{count} chosen</strong>
      {BULK_ACTS.map((each) => (
        <Button key={each.verb} small onClick={() => ask(each)}>
          {each.verb}
        </Button>
      ))}
      <Button small look="quiet" onClick={onDone}>
        Choose none
      </Button>
      {asked !== null && (
        <ConfirmDialog
          title={`${asked.verb} ${count}?`}
          verb={`${asked.verb} ${count}`}
          {...(asked.verb === 'Resume' ? {} : { name: count })}
          act={() => act(asked)}
          onClose={() => ask(null)}
        >
          {asked.means}
        </ConfirmDialog>
      )}
    </div>
  )
}
