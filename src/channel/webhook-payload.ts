import type { BlindWindow } from '../core/listening.ts'
import type { Message, MessageHost } from '../core/message.ts'
import { inertLine, inertText } from './inert.ts'

/** Standard Webhooks recommends payloads below 20 KB. */
export const PAYLOAD_BYTES_MAX = 20_000
const NOTE_MAX = 2_000

/**
 * The body of a webhook, the same bytes at every attempt. Hosts that do not fit are counted in
 * `more`. https://github.com/standard-webhooks/standard-webhooks/tree/main/spec
 */
export function webhookPayload(message: Message): string {
  let shown = message.hosts.length
  for (;;) {
    const body = payloadOf(message, shown)
    if (shown === 0 || Buffer.byteLength(body) < PAYLOAD_BYTES_MAX) return body
    shown -= 1
  }
}

function payloadOf(message: Message, shown: number): string {
  return JSON.stringify({
    type: message.type,
    timestamp: rfc3339(message.timestamp),
    data: {
      notificationId: message.notificationId,
      subject: inertLine(message.subject, 200),
      total: message.total,
      hosts: message.hosts.slice(0, shown).map(payloadHost),
      more: message.more + message.hosts.length - shown,
      ...(message.note === null ? {} : { note: inertText(message.note, NOTE_MAX) }),
      ...(message.windows === undefined ? {} : { windows: message.windows.map(payloadWindow) }),
    },
  })
}

function payloadHost(host: MessageHost): object {
  return {
    hostId: host.hostId,
    site: host.site === null ? null : inertLine(host.site, 100),
    lastHeartbeatAt: rfc3339(host.lastHeartbeatAt),
    deadlineAt: rfc3339(host.deadlineAt),
    incidentId: host.incidentId,
    url: host.url,
    ...(host.silentSince === undefined ? {} : { silentSince: rfc3339(host.silentSince) }),
    ...(host.withdrawal === undefined ? {} : { withdrawal: host.withdrawal }),
    ...(host.unconfirmed === undefined ? {} : { unconfirmed: true }),
  }
}

function payloadWindow({ from, to, cause }: BlindWindow): object {
  return { from: rfc3339(from), to: rfc3339(to), cause }
}

/** Null for 0, which stands for "not yet heard". */
function rfc3339(at: number): string | null {
  return at === 0 ? null : new Date(at).toISOString()
}
