import type { Subscription } from '../../../contract/subscription.ts'
import { Field } from '../../parts/field.tsx'
import { MatchField } from '../../parts/match-field.tsx'
import { Select } from '../../parts/select.tsx'
import type { Faults } from './faulty-fields.ts'
import { CHANNEL_KINDS, type SubscriptionDraft } from './subscription-draft.ts'

const KIND_WORDS = {
  email: 'E-mail',
  webhook: 'Webhook',
  sns: 'Amazon SNS',
  log: 'Standard output of the server',
} as const
const TARGETS = {
  email: { label: 'Addresses', placeholder: 'ops@example.com, night@example.com' },
  webhook: { label: 'URL', placeholder: 'https://example.com/flatline' },
  sns: {
    label: 'Topic',
    placeholder: 'arn:aws:sns:us-east-1:123456789012:flatline',
    hint: 'Its ARN. The topic must exist; who hears of it is added under "Recipients".',
  },
} as const
const EVENTS: readonly Subscription['events'][number][] = [
  'host.missing',
  'host.recovered',
  'host.registered',
  'host.withdrawn',
  'flatline.blind',
]

interface SubscriptionFieldsProps {
  readonly draft: SubscriptionDraft
  readonly onDraft: (draft: SubscriptionDraft) => void
  /** What the server refused. */
  readonly faults: Faults
}

export function SubscriptionFields({ draft, onDraft, faults }: SubscriptionFieldsProps) {
  const put = (part: Partial<SubscriptionDraft>) => onDraft({ ...draft, ...part })
  return (
    <>
      <Field
        label="Name"
        fault={faults.name}
        value={draft.name}
        onValue={(name) => put({ name })}
        required
      />
      <div className="grid items-start gap-4 sm:grid-cols-[12rem_1fr]">
        <Select
          label="Channel"
          value={draft.kind}
          options={CHANNEL_KINDS.map((kind) => [kind, KIND_WORDS[kind]] as const)}
          onValue={(value) =>
            put({ kind: CHANNEL_KINDS.find((each) => each === value) ?? 'email', target: '' })
          }
        />
        {draft.kind !== 'log' && (
          <Field
            {...TARGETS[draft.kind]}
            fault={faults.target}
            value={draft.target}
            onValue={(target) => put({ target })}
            required
          />
        )}
      </div>
      <MatchField fault={faults.match} value={draft.match} onValue={(match) => put({ match })} />
      <Events draft={draft} onDraft={onDraft} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Gather for"
          fault={faults.groupWait}
          hint="From the first event until it is told, so that one cause is one message."
          value={draft.groupWait}
          onValue={(groupWait) => put({ groupWait })}
        />
        <Field
          label="At most one message per"
          fault={faults.groupInterval}
          hint="Least time between two groups: 90s, 5m, 12h."
          value={draft.groupInterval}
          onValue={(groupInterval) => put({ groupInterval })}
        />
      </div>
    </>
  )
}

function Events({ draft, onDraft }: Pick<SubscriptionFieldsProps, 'draft' | 'onDraft'>) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Of what</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {EVENTS.map((event) => (
          <label key={event} className="flex items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={draft.events.includes(event)}
              onChange={() => onDraft({ ...draft, events: toggle(draft.events, event) })}
            />
            {event}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function toggle<T>(list: readonly T[], each: T): readonly T[] {
  return list.includes(each) ? list.filter((other) => other !== each) : [...list, each]
}
