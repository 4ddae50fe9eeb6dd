import { Field } from './field.tsx'
import { parseMatchText } from './match-text.ts'

interface MatchFieldProps {
  readonly value: string
  readonly onValue: (value: string) => void
  /** What the server refused. */
  readonly fault?: string | undefined
}

/** Which hosts, as a line of labels. */
export function MatchField({ value, onValue, fault }: MatchFieldProps) {
  const good = parseMatchText(value) !== undefined
  return (
    <Field
      label="Which hosts"
      mono
      value={value}
      onValue={onValue}
      placeholder="all hosts"
      hint="site=04*, role=till|kiosk, hostId=!test-*: * stands for anything, ! means not."
      fault={good ? fault : 'Write name=value, with commas in between.'}
    />
  )
}
