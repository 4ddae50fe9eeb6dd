import { Link } from 'wouter'
import type { Incident } from '../../../contract/incident.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { useMayChange } from '../../shell/use-may-change.ts'
import { Instant } from '../../time/instant.tsx'
import { DeliveryDetail } from './delivery-detail.tsx'

type IncidentDelivery = NonNullable<Incident['deliveries']>[number]

interface DeliveriesProps {
  readonly deliveries: readonly IncidentDelivery[]
  readonly silenced: boolean
  readonly open: boolean
}

/** Who was told, of what, when, and what the receiver answered. */
export function Deliveries({ deliveries, silenced, open }: DeliveriesProps) {
  const mayChange = useMayChange()
  if (deliveries.length === 0 && silenced) return null
  if (deliveries.length === 0) {
    return (
      <EmptyNote title={open ? 'Nobody was told yet.' : 'Nobody was told.'}>
        Messages leave some seconds after an incident opens.{' '}
        <Link href="/subscriptions" className="link">
          See who hears of what
        </Link>
      </EmptyNote>
    )
  }
  return (
    <ul className="flex flex-col gap-2">
      {deliveries.map((delivery) => (
        <li key={delivery.id} className="panel p-4">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <strong className="font-semibold">{delivery.subscriptionName ?? 'deleted'}</strong>
            <StateMark state={delivery.state} />
            <span className="text-soft">
              {delivery.events.join(', ')} · <Instant at={delivery.createdAt} as="both" />
            </span>
          </p>
          {mayChange && <DeliveryDetail id={delivery.id} />}
        </li>
      ))}
    </ul>
  )
}
