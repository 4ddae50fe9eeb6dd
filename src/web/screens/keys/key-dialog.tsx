import { type FormEvent, useState } from 'react'
import type { KeyInput } from '../../../contract/key-input.ts'
import type { KeySecret } from '../../../contract/key-secret.ts'
import { client } from '../../live/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogFoot } from '../../parts/dialog-foot.tsx'
import { Field } from '../../parts/field.tsx'
import { parseMatchText } from '../../parts/match-text.ts'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Select } from '../../parts/select.tsx'

const SCOPES = [
  ['beat', 'beat: send heartbeats'],
  ['read', 'read: see everything'],
  ['admin', 'admin: change everything'],
] as const

interface KeyDialogProps {
  readonly onMade: (key: KeySecret) => void
  readonly onClose: () => void
}

export function KeyDialog({ onMade, onClose }: KeyDialogProps) {
  const [draft, setDraft] = useState({ name: '', scope: 'beat', hostPattern: '', labels: '' })
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const put = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      onMade(await client.keys.create(inputOf(draft)))
    } catch (cause) {
      setError(cause)
      setBusy(false)
    }
  }
  return (
    <Dialog title="Make a key" onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Name"
          placeholder="Store 0412"
          value={draft.name}
          onValue={(name) => put({ name })}
          required
        />
        <Select
          label="It may"
          value={draft.scope}
          options={SCOPES}
          onValue={(scope) => put({ scope })}
        />
        {draft.scope === 'beat' && (
          <>
            <Field
              label="For hosts"
              mono
              placeholder="*"
              hint="store-0412-*: heartbeats of others are refused."
              value={draft.hostPattern}
              onValue={(hostPattern) => put({ hostPattern })}
            />
            <Field
              label="Labels it stamps on them"
              mono
              placeholder="region=us-east, role=till"
              value={draft.labels}
              onValue={(labels) => put({ labels })}
            />
          </>
        )}
        {error !== undefined && <ProblemNote error={error} />}
        <DialogFoot verb="Make it" disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  )
}

interface KeyDraft {
  readonly name: string
  readonly scope: string
  readonly hostPattern: string
  readonly labels: string
}

function inputOf({ name, scope, hostPattern, labels }: KeyDraft): KeyInput {
  const chosen = SCOPES.map(([each]) => each).find((each) => each === scope) ?? 'beat'
  const stamped = Object.entries(parseMatchText(labels) ?? {}).map(([label, value]) => [
    label,
    String(value),
  ])
  return {
    name: name.trim(),
    scopes: [chosen],
    ...(hostPattern.trim() === '' ? {} : { hostPattern: hostPattern.trim() }),
    ...(stamped.length === 0 ? {} : { labels: Object.fromEntries(stamped) }),
  }
}
