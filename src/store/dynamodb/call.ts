/**
 * One request to DynamoDB, repeated while that makes sense.
 *
 * - Throttling, conflicts between regions, 5xx, time-outs and broken connections are passing: the
 *   request is sent again after a wait that doubles, with full jitter, until the time is up.
 * - Each attempt has a time limit of its own, so that a lost answer leaves time for another.
 * - Whoever writes learns if an attempt with a lost answer came before (`ambiguous`): what a failed
 *   condition then says may be our own work.
 * - When time is up: `store_unavailable`. What can never work is not repeated.
 */
import type {
  $Command,
  AttributeValue,
  DynamoDBClient,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb'
import { backoffMs, type CallClock, MACHINE_CLOCK } from './call-clock.ts'
import { REQUEST_MS, REQUESTS_MAX } from './client.ts'
import { failureOf, NEVER_SENT, unavailable } from './failure.ts'
import { type Gate, openGate } from './gate.ts'

export interface CallRules {
  /** For all attempts together, waits included. */
  readonly limitMs: number
  /** For one attempt. Default: 2 s. */
  readonly attemptMs?: number
  /** Default: the clock and the chance of this machine. */
  readonly clock?: CallClock
}

export type Outcome<T> =
  | { readonly kind: 'done'; readonly output: T; readonly ambiguous: boolean }
  | {
      readonly kind: 'condition_failed'
      /** The item as it was, if the request asked for it and the store tells. */
      readonly item: Record<string, AttributeValue> | undefined
      readonly ambiguous: boolean
    }

const ATTEMPTS_MAX = 20

export async function call<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  client: DynamoDBClient,
  command: Sendable<I, O>,
  rules: CallRules,
): Promise<Outcome<O>> {
  const clock = rules.clock ?? MACHINE_CLOCK
  const until = clock.read() + rules.limitMs
  let ambiguous = false
  for (let attempt = 1; ; attempt++) {
    const leftMs = until - clock.read()
    const answer = await attemptOnce(client, command, leftMs, rules.attemptMs ?? REQUEST_MS)
    if (answer.ok) return { kind: 'done', output: answer.output, ambiguous }
    const failure = failureOf(answer.cause)
    if (failure.kind === 'condition') {
      return { kind: 'condition_failed', item: failure.item, ambiguous }
    }
    if (failure.kind === 'lasting') throw failure.error
    if (failure.applied === 'perhaps') ambiguous = true
    const waitMs = backoffMs(attempt, clock)
    if (attempt === ATTEMPTS_MAX || clock.read() + waitMs >= until) throw unavailable(answer.cause)
    await clock.wait(waitMs)
  }
}

type Sendable<I extends ServiceInputTypes, O extends ServiceOutputTypes> = $Command<
  I,
  O,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>

type Answer<O> = { ok: true; output: O } | { ok: false; cause: unknown }

const GATES = new WeakMap<DynamoDBClient, Gate>()

/** Waits for its turn first: a request that waits for a socket must not count as a slow one. */
async function attemptOnce<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  client: DynamoDBClient,
  command: Sendable<I, O>,
  leftMs: number,
  attemptMs: number,
): Promise<Answer<O>> {
  const gate = GATES.get(client) ?? openGate(REQUESTS_MAX)
  GATES.set(client, gate)
  if (!(await gate.enter(leftMs))) return { ok: false, cause: new Unsent() }
  const abort = new AbortController()
  const limitMs = Math.max(1, Math.min(attemptMs, leftMs))
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${limitMs} ms`))
      abort.abort()
    }, limitMs)
  })
  try {
    const sent = client.send(command, { abortSignal: abort.signal })
    return { ok: true, output: await Promise.race([sent, late]) }
  } catch (cause) {
    return { ok: false, cause }
  } finally {
    clearTimeout(timer)
    gate.leave()
  }
}

class Unsent extends Error {
  readonly code = NEVER_SENT
  override readonly message = 'too many requests were waiting for a connection'
}
