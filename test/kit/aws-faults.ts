/**
 * What DynamoDB does to its callers on a bad day, as a plug-in of a client. Faults strike before
 * the request is sent, or after it was applied, so that its answer is what gets lost.
 */
import {
  type AttributeValue,
  type BatchGetItemCommandInput,
  type DynamoDBClient,
  InternalServerError,
  ProvisionedThroughputExceededException,
  type QueryCommandOutput,
  ReplicatedWriteConflictException,
} from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../src/service/ports.ts'

export type AwsFault =
  | 'throttled'
  | 'failed'
  | 'conflict'
  | 'reset'
  | 'unreachable'
  | 'hanging'
  /** These are applied all the same. */
  | 'failed_after'
  | 'conflict_after'
  | 'reset_after'
  | 'hanging_after'
  /** A BatchGetItem does only half of its keys, and of a single one nothing. */
  | 'unprocessed'

export interface AwsRequest {
  /** Such as "PutItem". */
  readonly command: string
  /** From 1, over all requests. */
  readonly number: number
}

export interface AwsFaults {
  readonly plugin: (client: DynamoDBClient) => void
  /** Commands of all requests, also of those that failed. */
  readonly sent: readonly string[]
  /** Decides about each request from now on. */
  plan(fault: (request: AwsRequest) => AwsFault | undefined): void
  /** Strikes the next requests of these commands, or of any. */
  strike(fault: AwsFault, times?: number, commands?: readonly string[]): void
  /** Every request fails at once, as without a network. */
  cutOff(): void
  /** The n-th write from now on is applied; neither it nor any later request is ever answered. */
  killAfterWrites(count: number): void
  /** Indexes show nothing of a record that was written less than `lagMs` ago. */
  holdIndexes(clock: Clock, lagMs: number): void
  /** From now on all goes well; what hangs goes on hanging. */
  heal(): void
}

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem']

export function awsFaults(): AwsFaults {
  const sent: string[] = []
  const writtenAt = new Map<string, number>()
  let decide: (request: AwsRequest) => AwsFault | undefined = () => undefined
  let held: { clock: Clock; lagMs: number } | undefined
  const plugin = (client: DynamoDBClient) => {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const command = (context.commandName ?? '').replace(/Command$/, '')
        const fault = decide({ command, number: sent.push(command) })
        await strikeBefore(fault)
        if (fault === 'unprocessed') return halved(args.input, next)
        const result = await next(args).catch(async (cause: unknown) => {
          await strikeAfter(fault)
          throw cause
        })
        if (held !== undefined) {
          if (WRITES.includes(command)) writtenAt.set(keyOf(args.input), held.clock.read().wallMs)
          if (command === 'Query') result.output = { ...result.output, ...seen(args, result) }
        }
        await strikeAfter(fault)
        return result
      },
      { step: 'initialize', name: 'awsFaults' },
    )
  }
  const seen = (args: { input: object }, { output }: { output: object }) => {
    if (held === undefined || !('IndexName' in args.input)) return {}
    const { clock, lagMs } = held
    const { Items = [] }: Partial<QueryCommandOutput> = output
    const from = clock.read().wallMs - lagMs
    return { Items: Items.filter((item) => (writtenAt.get(nameOf(item)) ?? 0) <= from) }
  }
  return {
    plugin,
    sent,
    plan: (fault) => {
      decide = fault
    },
    strike(fault, times = 1, commands) {
      let left = times
      decide = ({ command }) => {
        if (left === 0 || commands?.includes(command) === false) return undefined
        left--
        return fault
      }
    },
    cutOff: () => {
      decide = () => 'unreachable'
    },
    killAfterWrites(count) {
      let left = count
      decide = ({ command }) => {
        if (left <= 0) return 'hanging'
        if (WRITES.includes(command)) left--
        return left === 0 ? 'hanging_after' : undefined
      }
    },
    holdIndexes: (clock, lagMs) => {
      held = { clock, lagMs }
    },
    heal: () => {
      decide = () => undefined
      held = undefined
    },
  }
}

async function strikeBefore(fault: AwsFault | undefined): Promise<void> {
  if (fault === 'throttled') throw new ProvisionedThroughputExceededException(WORDS)
  if (fault === 'failed') throw new InternalServerError(SERVER_WORDS)
  if (fault === 'conflict') throw new ReplicatedWriteConflictException(WORDS)
  if (fault === 'reset') throw systemError('ECONNRESET')
  if (fault === 'unreachable') throw systemError('ECONNREFUSED')
  if (fault === 'hanging') await never()
}

async function strikeAfter(fault: AwsFault | undefined): Promise<void> {
  if (fault === 'failed_after') throw new InternalServerError(SERVER_WORDS)
  if (fault === 'conflict_after') throw new ReplicatedWriteConflictException(WORDS)
  if (fault === 'reset_after') throw systemError('ECONNRESET')
  if (fault === 'hanging_after') await never()
}

const WORDS = { message: 'struck by a test', $metadata: { httpStatusCode: 400 } }
const SERVER_WORDS = { message: 'struck by a test', $metadata: { httpStatusCode: 500 } }

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}, struck by a test`), { code })
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}

type Next<T> = (args: { input: never }) => Promise<T>

/** Only the first half of the keys is asked for; the rest comes back as unprocessed. */
async function halved<T extends { output: object }>(input: object, next: Next<T>): Promise<T> {
  const { RequestItems = {} }: Partial<BatchGetItemCommandInput> = input
  const asked: NonNullable<BatchGetItemCommandInput['RequestItems']> = {}
  const left: NonNullable<BatchGetItemCommandInput['RequestItems']> = {}
  for (const [table, { Keys = [], ...rest }] of Object.entries(RequestItems)) {
    const middle = Math.floor(Keys.length / 2)
    if (middle > 0) asked[table] = { ...rest, Keys: Keys.slice(0, middle) }
    left[table] = { ...rest, Keys: Keys.slice(middle) }
  }
  if (Object.keys(asked).length === 0) return asResult({ output: { UnprocessedKeys: left } })
  const result = await next({ input: { ...input, RequestItems: asked } as never })
  return { ...result, output: { ...result.output, UnprocessedKeys: left } }
}

/** The key of what a write touches. */
function keyOf(input: object): string {
  if ('Item' in input) return nameOf(asItem(input.Item))
  return 'Key' in input ? nameOf(asItem(input.Key)) : ''
}

function nameOf(item: Readonly<Record<string, AttributeValue>>): string {
  return `${item.p?.S} ${item.i?.S}`
}

function asResult<T>(result: { output: object }): T {
  return result as T
}

function asItem(value: unknown): Record<string, AttributeValue> {
  return value as Record<string, AttributeValue>
}
