import { Field } from '../../parts/field.tsx'
import { type HostDraft, repeatedLabel } from './host-draft.ts'
import { LabelFields } from './label-fields.tsx'

interface HostFieldsProps {
  readonly draft: HostDraft
  readonly onDraft: (draft: HostDraft) => void
  /** What the server refused. */
  readonly faults: Readonly<Partial<Record<'site' | 'interval' | 'grace', string>>>
}

export function HostFields({ draft, onDraft, faults }: HostFieldsProps) {
  const put = (part: Partial<HostDraft>) => onDraft({ ...draft, ...part })
  const byDefault = draft.interval.trim() === ''
  const repeated = repeatedLabel(draft)
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          label="Interval"
          placeholder="default"
          hint="Between heartbeats: 90s, 5m, 12h. Empty: interval and grace are the server's."
          fault={faults.interval}
          value={draft.interval}
          onValue={(interval) => put({ interval })}
        />
        <Field
          label="Grace"
          placeholder={byDefault ? 'default' : 'interval + 15s'}
          hint={
            byDefault
              ? 'Goes with an interval of its own.'
              : 'Extra time until it is missing. Empty: the interval and 15 s.'
          }
          fault={faults.grace}
          value={byDefault ? '' : draft.grace}
          disabled={byDefault}
          onValue={(grace) => put({ grace })}
        />
      </div>
      <Field
        label="Site"
        placeholder="none"
        hint="Groups hosts. Empty: it belongs to no site."
        fault={faults.site}
        value={draft.site}
        onValue={(site) => put({ site })}
      />
      <LabelFields
        labels={draft.labels}
        fault={repeated === undefined ? undefined : `The label ${repeated} stands there twice.`}
        onLabels={(labels) => put({ labels })}
      />
      <p className="text-sm text-soft">
        An interval that its heartbeats name wins over the one set here. Site and labels stay as set
        here until its heartbeats name others than before.
      </p>
    </>
  )
}
