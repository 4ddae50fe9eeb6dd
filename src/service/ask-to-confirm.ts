/**
 * An e-mail address outside the operator's domains must agree before it gets messages:
 *
 * - a subscription has at most one such address, so that nobody can agree for another
 * - it is unconfirmed until the link that went to that address is followed
 * - an address that has agreed to a subscription need not agree again when the rest is edited
 */
import { FlatlineError } from '../core/problem.ts'
import type { Subscription, Target } from '../core/subscription.ts'
import { sendMessage } from './attempt-delivery.ts'
import { changeRecord } from './change-record.ts'
import type { Context } from './context.ts'
import { drawToken } from './draw-secret.ts'
import type { Versioned } from './ports.ts'

/** The address that must agree, or null. Throws `too_many`, `public_url_not_configured`. */
export function addressToConfirm(
  ctx: Context,
  target: Target,
  former?: Subscription,
): string | null {
  const { emailDomains, publicUrl } = ctx.settings
  if (target.kind !== 'email' || emailDomains === null) return null
  const own = new Set(emailDomains.map((domain) => domain.toLowerCase()))
  const foreign = [...new Set(target.to)].filter((address) => !own.has(domainOf(address)))
  const [address] = foreign
  if (address === undefined || agreedBefore(address, former)) return null
  if (foreign.length > 1) throw tooManyForeign()
  if (publicUrl === null) throw publicUrlNeeded()
  return address
}

export interface Confirmation {
  readonly token: string
  readonly hash: string
}

export function drawConfirmation(ctx: Context): Confirmation {
  const token = drawToken(ctx)
  return { token, hash: ctx.entropy.sha256(token) }
}

/** Sends the link to that address alone. If it cannot be sent, the subscription says so. */
export async function askToConfirm(
  ctx: Context,
  subscription: Versioned<Subscription>,
  address: string,
  confirmation: Confirmation,
): Promise<Versioned<Subscription>> {
  const { id, name } = subscription.value
  const path = `/v1/subscriptions/${id}/confirm?token=${confirmation.token}`
  const link = `${ctx.settings.publicUrl}${path}`
  const note =
    `Flatline is set up to write to ${address} when computers disappear ` +
    `(subscription "${name}"). If you want these messages, follow this link: ${link} ` +
    'If not, do nothing: no further message will come.'
  const outcome = await sendMessage(
    ctx,
    { name, channel: { kind: 'email', to: [address] } },
    {
      type: 'flatline.confirm',
      notificationId: `${id}~confirm~${confirmation.hash.slice(0, 16)}`,
      subject: 'Please confirm that Flatline may write to you',
      timestamp: ctx.clock.read().wallMs,
      total: 0,
      hosts: [],
      more: 0,
      note,
    },
  )
  if (outcome.kind === 'accepted') return subscription
  return changeRecord(ctx, 'subscription', id, (value) => {
    if (value.confirmationHash !== confirmation.hash || value.state !== 'unconfirmed') return value
    const stateReason = `The link could not be sent (${outcome.detail}). Save the channel again.`
    return { ...value, stateReason }
  })
}

export function waitingFor(address: string): string {
  return `Waits for ${address} to follow the link that was sent there.`
}

function agreedBefore(address: string, former: Subscription | undefined): boolean {
  if (former === undefined || former.state === 'unconfirmed') return false
  return former.channel.kind === 'email' && former.channel.to.includes(address)
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

function tooManyForeign(): FlatlineError {
  return new FlatlineError('too_many', 'Only one address may lie outside the e-mail domains.', {
    hint: 'Make one subscription per address that must confirm, or add its domain to emailDomains.',
    errors: [{ pointer: '/channel/to', detail: 'more than one address must confirm' }],
  })
}

function publicUrlNeeded(): FlatlineError {
  return new FlatlineError(
    'public_url_not_configured',
    'The address must confirm by a link, and Flatline does not know its own URL.',
    { hint: 'Set FLATLINE_PUBLIC_URL, or add the domain to FLATLINE_EMAIL_DOMAINS.' },
  )
}
