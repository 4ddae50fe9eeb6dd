import { Button } from './button.tsx'

interface DialogFootProps {
  readonly verb: string
  readonly danger?: boolean
  readonly disabled: boolean
  readonly onClose: () => void
}

/** The way out of a form in a dialog, and the way on. */
export function DialogFoot({ verb, danger, disabled, onClose }: DialogFootProps) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" look={danger === true ? 'danger' : 'primary'} disabled={disabled}>
        {verb}
      </Button>
    </div>
  )
}
