/**
 * Sends the slots of a plan, each at its own instant:
 *
 * - at most `connections` requests are under way; when that holds the plan up, slots go out late
 *   and count as behind, so that a slow server cannot hide behind the client's patience
 * - it ends with the last slot, with a stop, or `OVERTIME_MS` after the planned duration
 * - what is under way then is waited for
 */
import type { Io } from '../terminal/io.ts'
import { Histogram } from './histogram.ts'
import type { LoadSender } from './load-sender.ts'
import { type Plan, slotDueMs, slotsDue, slotsTotal } from './plan.ts'
import { requestOf } from './request-of.ts'

export interface Totals {
  /** Heartbeats. */
  sent: number
  accepted: number
  /** Requests by status, or by why there was no answer. */
  readonly outcomes: Map<string, number>
  readonly latency: Histogram
  /** Time from when a request was due until it was sent. */
  readonly behind: Histogram
  elapsedMs: number
  /** Slots that were left when it ended. */
  slotsLeft: number
}

const TICK_MS = 5
const OVERTIME_MS = 10_000
const OUTCOMES_MAX = 50

export async function runLoad(
  io: Io,
  plan: Plan,
  sender: LoadSender,
  onTick: (totals: Totals, slotsSent: number) => void,
): Promise<Totals> {
  const totals = newTotals()
  const startedAt = io.monotonicMs()
  const total = slotsTotal(plan)
  const elapsed = () => io.monotonicMs() - startedAt
  let next = 0
  let underWay = 0
  let isOver = false
  let onIdle = (): void => {}

  const pump = (): void => {
    const due = slotsDue(plan, elapsed())
    while (!isOver && next < due && underWay < plan.connections) sendSlot(next++)
  }
  const sendSlot = (slot: number): void => {
    const load = requestOf(plan, slot)
    if (load === undefined) return
    const sentAt = elapsed()
    totals.behind.record(sentAt - slotDueMs(plan, slot))
    totals.sent += load.hosts
    underWay += 1
    void sender.send(load).then(({ outcome, accepted }) => {
      underWay -= 1
      totals.accepted += accepted
      totals.latency.record(elapsed() - sentAt)
      countOutcome(totals.outcomes, outcome)
      if (isOver && underWay === 0) onIdle()
      else pump()
    })
  }

  while (next < total && !io.stop.aborted && elapsed() < plan.durationMs + OVERTIME_MS) {
    pump()
    onTick(totals, next)
    await io.wait(TICK_MS)
  }
  isOver = true
  totals.slotsLeft = total - next
  totals.elapsedMs = elapsed()
  await new Promise<void>((resolve) => {
    onIdle = resolve
    if (underWay === 0) resolve()
  })
  return totals
}

function newTotals(): Totals {
  return {
    sent: 0,
    accepted: 0,
    outcomes: new Map(),
    latency: new Histogram(),
    behind: new Histogram(),
    elapsedMs: 0,
    slotsLeft: 0,
  }
}

function countOutcome(outcomes: Map<string, number>, outcome: string): void {
  const isRoom = outcomes.has(outcome) || outcomes.size < OUTCOMES_MAX
  const name = isRoom ? outcome : 'other'
  outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
}
