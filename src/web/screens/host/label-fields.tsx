import { Button } from '../../parts/button.tsx'
import type { LabelDraft } from './host-draft.ts'

interface LabelFieldsProps {
  readonly labels: readonly LabelDraft[]
  readonly fault: string | undefined
  readonly onLabels: (labels: readonly LabelDraft[]) => void
}

/** One row per label, because a value may hold any character that could part them. */
export function LabelFields({ labels, fault, onLabels }: LabelFieldsProps) {
  const put = (row: number, part: Partial<LabelDraft>) =>
    onLabels(labels.map((each) => (each.row === row ? { ...each, ...part } : each)))
  const next = Math.max(-1, ...labels.map(({ row }) => row)) + 1
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">Labels</legend>
      {labels.map(({ row, name, value }, index) => (
        <div key={row} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] gap-2">
          <input
            className="field font-mono"
            aria-label={`Name of label ${index + 1}`}
            placeholder="role"
            value={name}
            onChange={(event) => put(row, { name: event.target.value })}
          />
          <input
            className="field"
            aria-label={`Value of label ${index + 1}`}
            placeholder="till"
            value={value}
            onChange={(event) => put(row, { value: event.target.value })}
          />
          <Button
            look="quiet"
            className="px-1.5 text-sm"
            aria-label={`Remove label ${index + 1}`}
            onClick={() => onLabels(labels.filter((each) => each.row !== row))}
          >
            Remove
          </Button>
        </div>
      ))}
      {fault !== undefined && <p className="text-sm text-danger">{fault}</p>}
      <div>
        <Button small onClick={() => onLabels([...labels, { row: next, name: '', value: '' }])}>
          Add a label
        </Button>
      </div>
    </fieldset>
  )
}
