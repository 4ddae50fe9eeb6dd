import { type FormEvent, useState } from 'react'
import type { Subscription } from '../../../contract/subscription.ts'
import { client } from '../../live/client.ts'
import { Button } from '../../parts/button.tsx'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogFoot } from '../../parts/dialog-foot.tsx'
import { fieldFaults } from '../../parts/field-faults.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { toastList } from '../../parts/toast-list.ts'
import { FAULTY_FIELDS } from './faulty-fields.ts'
import { draftOf, inputOf, NEW_DRAFT } from './subscription-draft.ts'
import { SubscriptionFields } from './subscription-fields.tsx'

interface SubscriptionDialogProps {
  /** Null for a new one. */
  readonly subscription: Subscription | null
  readonly onClose: () => void
}

export function SubscriptionDialog({ subscription, onClose }: SubscriptionDialogProps) {
  const [draft, setDraft] = useState(subscription === null ? NEW_DRAFT : draftOf(subscription))
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const [secret, setSecret] = useState<string>()
  const { faults, rest } = fieldFaults(error, FAULTY_FIELDS)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      const saved = await store(subscription, draft)
      toastList.say(`Saved ${saved.name}.`)
      if (saved.channel.kind === 'webhook' && saved.channel.secret !== undefined) {
        setSecret(saved.channel.secret)
      } else onClose()
    } catch (cause) {
      setError(cause)
    }
    setBusy(false)
  }
  if (secret !== undefined) return <Secret secret={secret} onClose={onClose} />
  const title = subscription === null ? 'Add a subscription' : `Edit ${subscription.name}`
  return (
    <Dialog title={title} wide onClose={onClose}>
      <form onSubmit={save} className="flex flex-col gap-4">
        <SubscriptionFields draft={draft} onDraft={setDraft} faults={faults} />
        <FormProblem error={error} rest={rest} />
        <DialogFoot verb="Save" disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  )
}

function store(subscription: Subscription | null, draft: typeof NEW_DRAFT) {
  const { channel, ...rest } = inputOf(draft)
  if (subscription === null) return client.subscriptions.create({ channel, ...rest })
  const before = inputOf(draftOf(subscription)).channel
  const same = JSON.stringify(before) === JSON.stringify(channel)
  return client.subscriptions.edit(subscription.id, same ? rest : { channel, ...rest })
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog title="The secret of the webhook" wide onClose={onClose}>
      <p className="mb-3 text-soft">
        The receiver checks signatures with it (Standard Webhooks). It is shown this once.
      </p>
      <CodeBlock text={secret} what="the secret" />
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have stored it
        </Button>
      </div>
    </Dialog>
  )
}
