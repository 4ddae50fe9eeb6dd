import { Fragment } from 'react'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SHORTCUTS } from './shortcuts.ts'

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys of this page" onClose={onClose}>
      <dl className="mb-4 grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
        {SHORTCUTS.map(([keys, does]) => (
          <Fragment key={keys}>
            <dt>
              <kbd className="rounded-sm border border-line bg-raised px-1.5 font-mono text-sm">
                {keys}
              </kbd>
            </dt>
            <dd className="text-soft">{does}</dd>
          </Fragment>
        ))}
      </dl>
      <div className="flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  )
}
