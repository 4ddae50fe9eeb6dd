import type { Histogram } from './histogram.ts'
import { hostIdOf, killSlot, type Plan, siteOf, slotDueMs } from './plan.ts'
import type { Totals } from './run-load.ts'

const PERCENTILES = { p50: 0.5, p90: 0.9, p99: 0.99, 'p99.9': 0.999 } as const

/** The figures of a run; durations in milliseconds, rates per second. */
export function loadReport(plan: Plan, totals: Totals) {
  const { sent, accepted, elapsedMs, slotsLeft } = totals
  return {
    hosts: plan.hosts,
    intervalMs: plan.intervalMs,
    sent,
    accepted,
    elapsedMs: Math.round(elapsedMs),
    ratePerSecond: elapsedMs > 0 ? Math.round((sent / elapsedMs) * 1_000) : 0,
    outcomes: Object.fromEntries(totals.outcomes),
    latencyMs: percentilesOf(totals.latency),
    behindMs: percentilesOf(totals.behind),
    requestsNotSent: slotsLeft,
    killed: killedIn(plan, totals),
  }
}

export type LoadReport = ReturnType<typeof loadReport>

/** For people; one fact per line. */
export function reportLines(report: LoadReport): string[] {
  const { killed, outcomes } = report
  const answers = Object.entries(outcomes).map(([outcome, count]) => `${outcome}: ${count}`)
  const seconds = (report.elapsedMs / 1_000).toFixed(1)
  return [
    `heartbeats  ${report.sent} sent in ${seconds} s (${report.ratePerSecond}/s), ` +
      `${report.accepted} accepted`,
    `answers     ${answers.join(', ') || 'none'}`,
    `latency     ${percentileText(report.latencyMs)}`,
    `behind      ${percentileText(report.behindMs)} (from due until sent)`,
    ...(report.requestsNotSent > 0 ? [`not sent    ${report.requestsNotSent} requests`] : []),
    ...(killed === null
      ? []
      : [
          `killed      ${killed.hosts} hosts after ${(killed.afterMs / 1_000).toFixed(1)} s: ` +
            `${killed.first} to ${killed.last} (sites ${killed.firstSite} to ${killed.lastSite})`,
        ]),
  ]
}

function killedIn(plan: Plan, totals: Totals) {
  const afterMs = slotDueMs(plan, killSlot(plan))
  if (plan.killedHosts === 0 || totals.elapsedMs < afterMs) return null
  const last = plan.killedHosts - 1
  return {
    hosts: plan.killedHosts,
    afterMs: Math.round(afterMs),
    first: hostIdOf(plan, 0),
    last: hostIdOf(plan, last),
    firstSite: siteOf(plan, 0),
    lastSite: siteOf(plan, last),
  }
}

function percentilesOf(histogram: Histogram): Record<string, number> {
  const shares = Object.entries(PERCENTILES).map(([name, share]) => [
    name,
    histogram.percentileMs(share),
  ])
  return { ...Object.fromEntries(shares), max: histogram.maxMs }
}

function percentileText(percentiles: Readonly<Record<string, number>>): string {
  const texts = Object.entries(percentiles).map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`)
  return texts.join('  ')
}
