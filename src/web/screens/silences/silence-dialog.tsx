import { type FormEvent, useState } from 'react'
import { parseDuration } from '../../../contract/duration.ts'
import { client } from '../../live/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogFoot } from '../../parts/dialog-foot.tsx'
import { Field } from '../../parts/field.tsx'
import { MatchField } from '../../parts/match-field.tsx'
import { parseMatchText } from '../../parts/match-text.ts'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { toastList } from '../../parts/toast-list.ts'

const FAULT = 'Write a duration such as 90s, 30m, 2h or 1d.'

/** From a time on, or now, for as long as it takes. */
export function SilenceDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState({ match: '', from: '', lasts: '2h', reason: '' })
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const put = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  const lastsMs = parseDuration(draft.lasts)
  const match = parseMatchText(draft.match)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (lastsMs === undefined || match === undefined) return
    setBusy(true)
    const start = draft.from === '' ? Date.now() : new Date(draft.from).getTime()
    const to = new Date(start + lastsMs).toISOString()
    const from = draft.from === '' ? {} : { from: new Date(start).toISOString() }
    try {
      await client.silences.create({ match, to, reason: draft.reason.trim(), ...from })
      toastList.say('Nothing is sent about these hosts while it holds.')
      onClose()
    } catch (cause) {
      setError(cause)
      setBusy(false)
    }
  }
  return (
    <Dialog title="Add a silence" onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <MatchField value={draft.match} onValue={(value) => put({ match: value })} />
        <Field
          label="Reason"
          placeholder="New tills"
          value={draft.reason}
          onValue={(reason) => put({ reason })}
          required
        />
        <Field
          label="From"
          type="datetime-local"
          hint="In your own time zone; empty means now."
          value={draft.from}
          onValue={(from) => put({ from })}
        />
        <Field
          label="For"
          value={draft.lasts}
          onValue={(lasts) => put({ lasts })}
          fault={lastsMs === undefined ? FAULT : undefined}
          hint="90s, 30m, 2h, 1d"
        />
        {error !== undefined && <ProblemNote error={error} />}
        <DialogFoot verb="Add" disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  )
}
