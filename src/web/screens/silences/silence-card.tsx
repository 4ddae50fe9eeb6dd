import { useState } from 'react'
import type { Silence } from '../../../contract/silence.ts'
import { client } from '../../live/client.ts'
import { Button } from '../../parts/button.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { matchWords } from '../../parts/match-words.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import { toastList } from '../../parts/toast-list.ts'
import { Instant } from '../../time/instant.tsx'
import { useNow } from '../../time/use-now.ts'
import { silenceState } from './silence-state.ts'

const WORDS = { active: 'holds now', waiting: 'later', ended: 'ended' } as const

export function SilenceCard({ silence, onDone }: { silence: Silence; onDone: () => void }) {
  const [asked, ask] = useState(false)
  const state = silenceState(silence, useNow())
  const { id, match, from, to, reason, createdBy } = silence
  const act = async () => {
    await client.silences.remove(id)
    toastList.say(`Deleted the silence "${reason}".`)
    onDone()
  }
  return (
    <li className="panel flex flex-wrap items-start justify-between gap-3 p-4">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3">
          <strong className="font-semibold">{reason}</strong>
          <StateMark state={state} word={WORDS[state]} />
        </p>
        <p>{matchWords(match)}</p>
        <p className="text-sm text-soft">
          <Instant at={from} as="absolute" /> to <Instant at={to} as="absolute" />, by {createdBy}
        </p>
      </div>
      <Button small onClick={() => ask(true)}>
        {state === 'active' ? 'End now' : 'Delete'}
      </Button>
      {asked && (
        <ConfirmDialog
          title={`Delete the silence "${reason}"?`}
          verb="Delete"
          act={act}
          onClose={() => ask(false)}
        >
          What happened to its hosts meanwhile is told at once.
        </ConfirmDialog>
      )}
    </li>
  )
}
