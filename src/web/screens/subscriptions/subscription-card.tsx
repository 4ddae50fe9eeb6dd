import { useState } from 'react'
import type { Subscription } from '../../../contract/subscription.ts'
import type { Trial } from '../../../contract/trial.ts'
import { client } from '../../live/client.ts'
import { ActButton } from '../../parts/act-button.tsx'
import { Button } from '../../parts/button.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { matchWords } from '../../parts/match-words.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import { toastList } from '../../parts/toast-list.ts'
import { spanText } from '../../time/span-text.ts'
import { channelWords } from './channel-words.ts'
import { RecipientsButton } from './recipients-button.tsx'

interface SubscriptionCardProps {
  readonly subscription: Subscription
  readonly onEdit: () => void
  readonly onDone: () => void
}

export function SubscriptionCard({ subscription, onEdit, onDone }: SubscriptionCardProps) {
  const { id, name, channel, events, match, state, stateReason, groupWaitMs } = subscription
  const [trial, setTrial] = useState<Trial>()
  const active = state === 'active'
  return (
    <li className="panel p-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-3">
            <strong className="font-semibold">{name}</strong>
            <StateMark state={state} />
            {stateReason !== null && <span className="text-soft">{stateReason}</span>}
          </p>
          <p className="mt-1 line-clamp-3" title={channelWords(channel)}>
            {channelWords(channel)}
          </p>
          <p className="text-sm text-soft">
            {events.join(', ')} of {matchWords(match)}; gathered for {spanText(groupWaitMs)}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <ActButton
            small
            words="Send a test"
            act={async () => setTrial(await client.subscriptions.test(id))}
          />
          {channel.kind === 'sns' && <RecipientsButton subscription={subscription} />}
          <Button small onClick={onEdit}>
            Edit
          </Button>
          <ActButton
            small
            words={active ? 'Disable' : 'Enable'}
            done={active ? `${name} hears nothing any more.` : `${name} is enabled.`}
            act={() => client.subscriptions.edit(id, { active: !active })}
            onDone={onDone}
          />
          <Deletion subscription={subscription} onDone={onDone} />
        </div>
      </div>
      {trial !== undefined && (
        <p role="status" className="mt-3 flex flex-wrap gap-x-2 border-t border-line pt-3">
          <StateMark state={trial.outcome} word={`Test ${trial.outcome}`} />
          <span>{trial.detail}</span>
          <span className="text-faint">{trial.durationMs} ms</span>
        </p>
      )}
    </li>
  )
}

type DeletionProps = Pick<SubscriptionCardProps, 'subscription' | 'onDone'>

function Deletion({ subscription: { id, name }, onDone }: DeletionProps) {
  const [asked, ask] = useState(false)
  const act = async () => {
    await client.subscriptions.remove(id)
    toastList.say(`Deleted ${name}.`)
    onDone()
  }
  return (
    <>
      <Button small onClick={() => ask(true)}>
        Delete
      </Button>
      {asked && (
        <ConfirmDialog
          title={`Delete ${name}?`}
          verb="Delete"
          name={name}
          act={act}
          onClose={() => ask(false)}
        >
          Nobody hears anything through it any more; what waits in it is lost.
        </ConfirmDialog>
      )}
    </>
  )
}
