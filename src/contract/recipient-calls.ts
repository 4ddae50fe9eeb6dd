import type { ClientCalls, Filters, Once } from './client-calls.ts'
import type { Page } from './page.ts'
import type { Recipient } from './recipient.ts'
import type { RecipientInput } from './recipient-input.ts'

/** The recipients of one subscription's topic. */
export function recipientCalls(calls: ClientCalls, subscriptionId: string) {
  const path = `/v1/subscriptions/${encodeURIComponent(subscriptionId)}/recipients`
  return {
    list: (query: Filters = {}): Promise<Page<Recipient>> => calls.list<Recipient>(path)(query),
    add: (body: RecipientInput, once: Once = {}): Promise<Recipient> =>
      calls.create<RecipientInput, Recipient>(path)(body, once),
    remove: (id: string): Promise<void> => calls.remove(path)(id),
  }
}
