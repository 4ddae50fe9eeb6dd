import { type FormEvent, useState } from 'react'
import type { RecipientInput } from '../../../contract/recipient-input.ts'
import { client } from '../../live/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { fieldFaults } from '../../parts/field-faults.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { Select } from '../../parts/select.tsx'
import { toastList } from '../../parts/toast-list.ts'

type Protocol = RecipientInput['protocol']

const PROTOCOLS: readonly (readonly [Protocol, string])[] = [
  ['email', 'E-mail'],
  ['email-json', 'E-mail as JSON'],
  ['sms', 'Text message'],
  ['https', 'HTTPS'],
  ['sqs', 'Amazon SQS'],
]
const PLACEHOLDERS = {
  email: 'ops@example.com',
  'email-json': 'ops@example.com',
  sms: '+4915112345678',
  https: 'https://example.com/hook',
  sqs: 'arn:aws:sqs:us-east-1:123456789012:flatline',
} as const
const FIELDS = { endpoint: ['/endpoint', 'limit_reached'] } as const

interface RecipientFormProps {
  readonly subscriptionId: string
  readonly onDone: () => void
}

export function RecipientForm({ subscriptionId, onDone }: RecipientFormProps) {
  const [protocol, setProtocol] = useState<Protocol>('email')
  const [endpoint, setEndpoint] = useState('')
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const { faults, rest } = fieldFaults(error, FIELDS)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      const recipients = client.subscriptions.recipients(subscriptionId)
      const added = await recipients.add({ protocol, endpoint: endpoint.trim() })
      toastList.say(`Added ${added.endpoint}.`)
      setEndpoint('')
      setError(undefined)
      onDone()
    } catch (cause) {
      setError(cause)
    }
    setBusy(false)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="grid items-start gap-3 sm:grid-cols-[10rem_1fr]">
        <Select
          label="By"
          value={protocol}
          options={PROTOCOLS}
          onValue={(value) => {
            setProtocol(PROTOCOLS.find(([each]) => each === value)?.[0] ?? 'email')
            setError(undefined)
          }}
        />
        <Field
          label="To"
          placeholder={PLACEHOLDERS[protocol]}
          fault={faults.endpoint}
          hint="Mail addresses and URLs hear nothing until they confirm, in each region."
          value={endpoint}
          onValue={setEndpoint}
          required
        />
      </div>
      <FormProblem error={error} rest={rest} />
      <div>
        <Button type="submit" look="primary" disabled={busy}>
          Add a recipient
        </Button>
      </div>
    </form>
  )
}
