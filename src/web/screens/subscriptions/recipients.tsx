import type { Recipient } from '../../../contract/recipient.ts'
import { queryPath } from '../../live/query-path.ts'
import { useListing } from '../../live/use-listing.ts'
import { Button } from '../../parts/button.tsx'
import { LoadingNote } from '../../parts/loading-note.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { RecipientForm } from './recipient-form.tsx'
import { RecipientRow } from './recipient-row.tsx'

/** Who is subscribed to a topic, in each region. Amazon SNS sends to them, not Flatline. */
export function Recipients({ subscriptionId }: { subscriptionId: string }) {
  const path = `/v1/subscriptions/${encodeURIComponent(subscriptionId)}/recipients`
  const listing = useListing<Recipient>(queryPath(path, { limit: 100 }), never)
  const { items, complete, loading, error, more, refresh } = listing
  return (
    <div className="flex flex-col gap-4">
      {items.length === 0 && loading && <LoadingNote what="recipients" />}
      {items.length === 0 && complete && <p className="text-soft">Nobody hears of it yet.</p>}
      {items.length > 0 && (
        <ul className="divide-y divide-line rounded-md border border-line">
          {items.map((each) => (
            <RecipientRow
              key={each.id}
              subscriptionId={subscriptionId}
              recipient={each}
              onDone={refresh}
            />
          ))}
        </ul>
      )}
      {items.length > 0 && !complete && (
        <Button small disabled={loading} onClick={more}>
          Show more
        </Button>
      )}
      {error !== undefined && (
        <ProblemNote error={error} action={<Button onClick={refresh}>Try again</Button>} />
      )}
      <RecipientForm subscriptionId={subscriptionId} onDone={refresh} />
    </div>
  )
}

/** Nothing that happens to hosts changes who is subscribed. */
function never(): boolean {
  return false
}
