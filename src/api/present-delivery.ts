import type { Delivery as DeliveryAnswer } from '../contract/delivery.ts'
import type { Delivery } from '../core/delivery.ts'
import type { Message } from '../core/message.ts'
import { instantText, instantTextOrNull } from './instant-text.ts'

export function presentDelivery(delivery: Delivery): DeliveryAnswer {
  return {
    id: delivery.id,
    subscriptionId: delivery.subscriptionId,
    state: delivery.state,
    type: delivery.message.type,
    subject: delivery.message.subject,
    createdAt: instantText(delivery.createdAt),
    attemptsTotal: delivery.attemptsTotal,
    nextAttemptAt: instantTextOrNull(delivery.nextAttemptAt),
    endedAt: instantTextOrNull(delivery.endedAt),
    attempts: delivery.attempts.map(({ at, durationMs, outcome, detail }) => ({
      at: instantText(at),
      durationMs: Math.round(durationMs),
      outcome,
      detail,
    })),
  }
}

export function presentMessage({ total, more, note, hosts }: Message) {
  return {
    total,
    more,
    note,
    hosts: hosts.map((host) => ({
      ...host,
      at: instantText(host.at),
      lastHeartbeatAt: instantText(host.lastHeartbeatAt),
      deadlineAt: instantText(host.deadlineAt),
      silentSince: host.silentSince ? instantText(host.silentSince) : null,
    })),
  }
}
