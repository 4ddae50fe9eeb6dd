import { type FormEvent, useState } from 'react'
import type { Tagged } from '../../../contract/client-calls.ts'
import { ContractError } from '../../../contract/contract-error.ts'
import type { Host } from '../../../contract/host.ts'
import { client } from '../../live/client.ts'
import { ActButton } from '../../parts/act-button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogFoot } from '../../parts/dialog-foot.tsx'
import { fieldFaults } from '../../parts/field-faults.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { toastList } from '../../parts/toast-list.ts'
import { draftOf, patchOf, repeatedLabel } from './host-draft.ts'
import { HostFields } from './host-fields.tsx'

interface HostDialogProps {
  /** As it was when the dialog was opened: what is saved is judged against this. */
  readonly opened: Tagged<Host>
  readonly onDone: () => void
  readonly onClose: () => void
}

const FIELDS = {
  site: ['/site'],
  interval: ['/interval'],
  grace: ['/grace'],
} as const

/** Site, labels, interval and grace. Nobody else's change since it was opened is undone. */
export function HostDialog({ opened, onDone, onClose }: HostDialogProps) {
  const [seen, setSeen] = useState(opened)
  const [draft, setDraft] = useState(draftOf(opened.value))
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const { hostId } = seen.value
  const { faults, rest } = fieldFaults(error, FIELDS)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (repeatedLabel(draft) !== undefined) return
    setBusy(true)
    try {
      await save(seen, draft)
      toastList.say(`Saved ${hostId}.`)
      onDone()
      onClose()
    } catch (cause) {
      setError(cause)
      setBusy(false)
    }
  }
  const readAgain = async () => {
    const now = await client.hosts.read(hostId)
    setSeen(now)
    setDraft(draftOf(now.value))
    setError(undefined)
  }
  return (
    <Dialog title={`Edit ${hostId}`} wide onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <HostFields draft={draft} onDraft={setDraft} faults={faults} />
        {isOverwriting(error) && <ChangedNote readAgain={readAgain} />}
        {!isOverwriting(error) && <FormProblem error={error} rest={rest} />}
        <DialogFoot verb="Save" disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  )
}

async function save({ value, etag }: Tagged<Host>, draft: ReturnType<typeof draftOf>) {
  const patch = patchOf(value, draft)
  if (Object.keys(patch).length === 0) return
  await client.hosts.edit(value.hostId, patch, etag === undefined ? {} : { etag })
}

function ChangedNote({ readAgain }: { readAgain: () => Promise<void> }) {
  return (
    <div role="alert" className="rounded-md border border-missing bg-missing-tint px-4 py-3">
      <p className="font-medium">This host has changed since you opened this. Nothing was saved.</p>
      <p className="mt-1 mb-3 text-soft">
        Look at what it is now, and make your change again if it is still right.
      </p>
      <ActButton words="Show it as it is now" act={readAgain} />
    </div>
  )
}

function isOverwriting(error: unknown): boolean {
  return error instanceof ContractError && error.problem.code === 'precondition_failed'
}
