import { z } from 'zod'
import { confirmSubscription } from '../service/confirm-subscription.ts'
import { openEndpoint } from './endpoint.ts'
import { html } from './html.ts'
import { page } from './page.ts'

const path = '/v1/subscriptions/{id}/confirm'
const tag = 'Subscriptions'
const query = z.strictObject({ token: z.string().max(200).default('') })
const answers = {
  200: { description: 'A page for people', schema: z.string(), contentType: 'text/html' },
}

/** Mail scanners follow links before people do: reading the page changes nothing. */
const askingEndpoint = openEndpoint({
  method: 'GET',
  path,
  tag,
  summary: 'Show the page on which an address agrees',
  query,
  answers,
  run: async () =>
    page(
      'Confirm this address',
      html`<h1>Do you want these messages?</h1>
<p>Somebody asked Flatline to write to your address when computers disappear.</p>
<form method="post"><button type="submit">Yes, send them to me</button></form>
<p class="soft">If you do not know what this is about, close this page: nothing will be sent.</p>`,
    ),
})

const confirmingEndpoint = openEndpoint({
  method: 'POST',
  path,
  tag,
  summary: 'Agree to hear of events at an address',
  query,
  answers,
  problems: ['invalid_token'],
  run: async ({ ctx, params, query: { token } }) => {
    await confirmSubscription(ctx, { id: params.id ?? '', token })
    return page(
      'Confirmed',
      html`<h1>Thank you</h1><p>From now on Flatline writes to you when computers disappear.</p>`,
    )
  },
})

export const confirmationEndpoints = [askingEndpoint, confirmingEndpoint]
