import type { Delivery } from '../../../contract/delivery.ts'
import { client } from '../../live/client.ts'
import { useLive } from '../../live/use-live.ts'
import { ActButton } from '../../parts/act-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Instant } from '../../time/instant.tsx'

/** The message's subject and each attempt with the receiver's answer. */
export function DeliveryDetail({ id }: { id: string }) {
  const live = useLive(`delivery ${id}`, () => client.deliveries.get(id), {
    concerns: ({ type }) => type === 'delivery',
  })
  return (
    <Loaded live={live} what="the attempts">
      {(delivery) => (
        <>
          <p className="mt-1 text-soft">{delivery.subject}</p>
          <Attempts delivery={delivery} />
          {delivery.state === 'dead' && (
            <div className="mt-2">
              <ActButton
                small
                words="Resend"
                done="It is sent again."
                act={() => client.deliveries.resend(id)}
                onDone={live.refresh}
              />
            </div>
          )}
        </>
      )}
    </Loaded>
  )
}

function Attempts({
  delivery: { attempts, attemptsTotal, nextAttemptAt },
}: {
  delivery: Delivery
}) {
  return (
    <ol className="mt-2 flex flex-col gap-1 border-l-2 border-line pl-3 text-sm">
      {attemptsTotal > attempts.length && (
        <li className="text-faint">{attemptsTotal - attempts.length} earlier attempts</li>
      )}
      {attempts.map(({ at, outcome, detail, durationMs }) => (
        <li key={at} className="flex flex-wrap gap-x-2">
          <StateMark state={outcome} />
          <span>{detail}</span>
          <span className="text-faint">
            <Instant at={at} as="absolute" />, {durationMs} ms
          </span>
        </li>
      ))}
      {nextAttemptAt !== null && (
        <li className="text-soft">
          Next attempt <Instant at={nextAttemptAt} as="both" />
        </li>
      )}
    </ol>
  )
}
