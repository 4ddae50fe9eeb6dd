import { formatDuration } from '../../contract/duration.ts'
import { hostIdOf, hostsIn, type Plan, siteOf } from './plan.ts'

export interface LoadRequest {
  readonly path: string
  readonly body: string
  readonly hosts: number
}

/** The request of a slot, or undefined if all of its hosts were killed. */
export function requestOf(plan: Plan, slot: number): LoadRequest | undefined {
  const { first, end } = hostsIn(plan, slot)
  if (first === end) return undefined
  if (plan.batchItems === 1) {
    return { path: '/v1/heartbeat', body: JSON.stringify(heartbeatOf(plan, first)), hosts: 1 }
  }
  const beats = Array.from({ length: end - first }, (_, offset) =>
    heartbeatOf(plan, first + offset),
  )
  return { path: '/v1/heartbeats', body: JSON.stringify(beats), hosts: beats.length }
}

export function heartbeatOf(plan: Plan, index: number) {
  return {
    hostId: hostIdOf(plan, index),
    interval: formatDuration(plan.intervalMs),
    ...(plan.graceMs === undefined ? {} : { grace: formatDuration(plan.graceMs) }),
    site: siteOf(plan, index),
    labels: { simulated: 'true' },
  }
}
