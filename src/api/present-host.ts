import type { Host } from '../contract/host.ts'
import type { Settings } from '../service/context.ts'
import type { HostView } from '../service/host-view.ts'
import { instantText, instantTextOrNull } from './instant-text.ts'

/** A host without a pulse has the default timing. */
export function presentHost(view: HostView, settings: Settings): Host {
  const { record, pulse, state, deadlineAt } = view
  const { hostId, since, site, labels, epoch, registeredAt, keyId } = record.value
  const heard = pulse !== undefined && pulse.heardAt > 0
  return {
    hostId,
    state,
    since: instantText(since),
    site,
    labels: { ...labels },
    lastHeartbeatAt: heard ? instantText(pulse.heardAt) : null,
    intervalMs: pulse?.intervalMs ?? settings.intervalMs,
    graceMs: pulse === undefined ? settings.graceMs : pulse.timeoutMs - pulse.intervalMs,
    timingFrom: record.value.timing === null ? 'default' : 'own',
    deadlineAt: instantTextOrNull(deadlineAt),
    epoch,
    indicators: pulse?.indicators ?? null,
    registeredAt: instantText(registeredAt),
    keyId,
  }
}
