/** Ids are branded strings: a function that wants a `HostId` cannot be handed just any text. */
declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

export type HostId = Id<'host'>
export type IncidentId = Id<'incident'>
export type EventId = Id<'event'>
export type SubscriptionId = Id<'subscription'>
export type DeliveryId = Id<'delivery'>
export type KeyId = Id<'key'>
export type SilenceId = Id<'silence'>

/** `~` cannot occur in a host id, and needs no escaping in a URL. */
const JOINT = '~'

/** Identity is derived, never drawn: whoever sees the same disappearance names it the same. */
export function incidentId(hostId: HostId, epoch: number): IncidentId {
  return `${hostId}${JOINT}${epoch}` as IncidentId
}

export type Transition = 'missing' | 'recovered' | 'withdrawn'

export function incidentEventId(hostId: HostId, epoch: number, transition: Transition): EventId {
  return `${incidentId(hostId, epoch)}${JOINT}${transition}` as EventId
}

export function registeredEventId(hostId: HostId, registeredAtMs: number): EventId {
  return `${hostId}${JOINT}registered${JOINT}${registeredAtMs}` as EventId
}

export function blindEventId(listener: string, fromMs: number): EventId {
  return `flatline${JOINT}blind${JOINT}${listener}${JOINT}${fromMs}` as EventId
}

/** `sequence` counts the deliveries of one subscription from 1. */
export function deliveryId(subscriptionId: SubscriptionId, sequence: number): DeliveryId {
  return `${subscriptionId}${JOINT}${sequence}` as DeliveryId
}

/** Mailbox entries: one per (subscription, event), whoever writes it and however often. */
export function entryId(subscriptionId: SubscriptionId, eventId: EventId): string {
  return `${subscriptionId}${JOINT}${eventId}`
}

const HOST_ID = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/

/** 1-100 characters: letters, digits and `. _ : @ -`, starting with a letter or digit. */
export function isHostId(text: string): text is HostId {
  return HOST_ID.test(text)
}
