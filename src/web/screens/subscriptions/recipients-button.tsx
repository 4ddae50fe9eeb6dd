import { useState } from 'react'
import type { Subscription } from '../../../contract/subscription.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Recipients } from './recipients.tsx'

export function RecipientsButton({ subscription }: { subscription: Subscription }) {
  const [open, show] = useState(false)
  const { id, name } = subscription
  return (
    <>
      <Button small onClick={() => show(true)}>
        Recipients
      </Button>
      {open && (
        <Dialog title={`Recipients of ${name}`} wide onClose={() => show(false)}>
          <Recipients subscriptionId={id} />
          <div className="mt-4 flex justify-end">
            <Button onClick={() => show(false)}>Close</Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
