import { useState } from 'react'
import type { Subscription } from '../../../contract/subscription.ts'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { Button } from '../../parts/button.tsx'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { AdminsOnly } from '../admins-only.tsx'
import { SubscriptionCard } from './subscription-card.tsx'
import { SubscriptionDialog } from './subscription-dialog.tsx'

const LIMIT = 1_000

/** Who hears what, and where. */
export function SubscriptionsScreen() {
  if (!useMayChange()) return <AdminsOnly title="Subscriptions" />
  return <Subscriptions />
}

function Subscriptions() {
  const [edited, edit] = useState<Subscription | 'new' | null>(null)
  const live = useLive('subscriptions', () => client.subscriptions.list({ limit: LIMIT }))
  return (
    <>
      <PageHead
        title="Subscriptions"
        actions={
          <Button look="primary" onClick={() => edit('new')}>
            Add a subscription
          </Button>
        }
      >
        <p className="mt-1 text-soft">Who hears of missing hosts, and where.</p>
      </PageHead>
      <Loaded live={live} what="subscriptions">
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote title="Nobody hears of anything.">
              Add a subscription, and send a test through it.
            </EmptyNote>
          ) : (
            <ul className="flex flex-col gap-2">
              {items.map((each) => (
                <SubscriptionCard
                  key={each.id}
                  subscription={each}
                  onEdit={() => edit(each)}
                  onDone={live.refresh}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {edited !== null && (
        <SubscriptionDialog
          subscription={edited === 'new' ? null : edited}
          onClose={() => {
            edit(null)
            live.refresh()
          }}
        />
      )}
    </>
  )
}
