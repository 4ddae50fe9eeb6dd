import type { AwsFault } from '../../test/kit/aws-faults.ts'
import { conflicted, lineBroken, serverFailed, throttled } from './refusals.ts'

export interface ModelRequest {
  /** From 1, over all requests. */
  readonly number: number
  /** Such as "PutItem". */
  readonly command: string
  readonly writes: boolean
  /** The region and the name of the process that sends it. */
  readonly from: string
  readonly process: string
  /** The region that is asked, and its table. */
  readonly region: string
  readonly table: string
  readonly input: Readonly<Record<string, unknown>>
}

/** One way, each, in milliseconds. */
export interface Latency {
  readonly thereMs: number
  readonly backMs: number
}

export interface Journey extends Latency {
  readonly strike: AwsFault | undefined
  /** Time of the world: what has left a process arrives, whatever becomes of that. */
  readonly goThere: (ms: number) => Promise<void>
  /** Time of the process: an answer never reaches one that is dead. */
  readonly comeBack: (ms: number) => Promise<void>
  readonly reaches: (way: 'there' | 'back') => boolean
}

/**
 * One request on its way to DynamoDB and back. What strikes it does so before `serve` happens, or
 * after, so that its answer is what gets lost.
 */
export async function travel(journey: Journey, serve: () => object): Promise<object> {
  const { strike, thereMs, backMs } = journey
  if (strike === 'unreachable') throw lineBroken('ECONNREFUSED')
  if (strike === 'hanging' || !journey.reaches('there')) return never()
  await journey.goThere(thereMs)
  const failure = failureBefore(strike)
  const answer = failure === undefined ? attempt(serve) : { failure }
  if (strike === 'hanging_after' || !journey.reaches('back')) return never()
  await journey.comeBack(backMs)
  const lost = failureAfter(strike)
  if (lost !== undefined) throw lost
  if ('failure' in answer) throw answer.failure
  return answer.output
}

function attempt(serve: () => object) {
  try {
    return { output: serve() }
  } catch (failure) {
    return { failure }
  }
}

function failureBefore(strike: AwsFault | undefined): Error | undefined {
  if (strike === 'throttled') return throttled()
  if (strike === 'failed') return serverFailed()
  if (strike === 'conflict') return conflicted()
  if (strike === 'reset') return lineBroken('ECONNRESET')
  return undefined
}

function failureAfter(strike: AwsFault | undefined): Error | undefined {
  if (strike === 'failed_after') return serverFailed()
  if (strike === 'conflict_after') return conflicted()
  if (strike === 'reset_after') return lineBroken('ECONNRESET')
  return undefined
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}
