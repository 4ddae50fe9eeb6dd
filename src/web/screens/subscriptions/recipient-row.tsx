import { useState } from 'react'
import type { Recipient } from '../../../contract/recipient.ts'
import { client } from '../../live/client.ts'
import { Button } from '../../parts/button.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { toastList } from '../../parts/toast-list.ts'

interface RecipientRowProps {
  readonly subscriptionId: string
  readonly recipient: Recipient
  readonly onDone: () => void
}

export function RecipientRow({ subscriptionId, recipient, onDone }: RecipientRowProps) {
  const [asked, ask] = useState(false)
  const { id, protocol, endpoint, regions } = recipient
  const remove = async () => {
    await client.subscriptions.recipients(subscriptionId).remove(id)
    toastList.say(`Removed ${endpoint}.`)
    onDone()
  }
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-3 px-3 py-2">
      <div className="min-w-0">
        <p>
          {endpoint} <span className="text-sm text-soft">{protocol}</span>
        </p>
        <p className="flex flex-wrap gap-x-4 text-sm">
          {regions.map(({ region, state }) => (
            <span key={region} className="inline-flex items-center gap-1.5 text-soft">
              {region} <StateMark state={state} />
            </span>
          ))}
        </p>
      </div>
      <Button small aria-label={`Remove ${endpoint}`} onClick={() => ask(true)}>
        Remove
      </Button>
      {asked && (
        <ConfirmDialog
          title={`Remove ${endpoint}?`}
          verb="Remove"
          name={endpoint}
          act={remove}
          onClose={() => ask(false)}
        >
          It hears nothing from this topic any more, in any region.
        </ConfirmDialog>
      )}
    </li>
  )
}
