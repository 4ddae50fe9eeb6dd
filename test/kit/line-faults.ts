import {
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  ReplicatedWriteConflictException,
} from '@aws-sdk/client-dynamodb'

export interface LineFaults {
  readonly plugin: (client: DynamoDBClient) => void
  /** Writes that were sent since the last `killAtWrite`, or ever. */
  readonly writes: number
  /** The n-th write from now on is applied; nothing that the process does later has any effect. */
  killAtWrite(count: number): void
  /** All that comes before the n-th write has its effect, and nothing from it on. */
  killBeforeWrite(count: number): void
  readonly isDead: boolean
  /** Every request fails so often before it gets through: writes of records by a conflict. */
  stumble(times: number): void
}

const WRITES = ['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand']

/** The lines of one process: to tables that nobody reaches, and until it is killed. */
export function lineFaults(cut: ReadonlySet<string>): LineFaults {
  let writes = 0
  let dies = Number.POSITIVE_INFINITY
  let before = false
  let stumbles = 0
  const stumbled = new WeakMap<object, number>()
  const strike = (input: object, command: string | undefined) => {
    if (writes >= dies || cut.has(tableOf(input))) throw broken('ECONNREFUSED')
    const failed = stumbled.get(input) ?? 0
    stumbled.set(input, failed + 1)
    if (failed < stumbles) throw refused(command)
  }
  /** True for the write at which the process dies. */
  const countWrite = (command = '') => {
    if (!WRITES.includes(command)) return false
    writes += 1
    if (writes >= dies && before) throw broken('ECONNREFUSED')
    return writes >= dies
  }
  const plugin = (client: DynamoDBClient) => {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        strike(args.input, context.commandName)
        const last = countWrite(context.commandName)
        const result = await next(args)
        if (last) throw broken('ECONNRESET')
        return result
      },
      { step: 'initialize', name: 'lineFaults', priority: 'low' },
    )
  }
  return {
    plugin,
    get writes() {
      return writes
    },
    get isDead() {
      return writes >= dies
    },
    stumble(times) {
      stumbles = times
    },
    killAtWrite(count) {
      writes = 0
      dies = count
      before = false
    },
    killBeforeWrite(count) {
      writes = 0
      dies = count
      before = true
    },
  }
}

function tableOf(input: object): string {
  if ('TableName' in input) return String(input.TableName)
  return 'RequestItems' in input ? (Object.keys(Object(input.RequestItems))[0] ?? '') : ''
}

function broken(code: string): Error {
  return Object.assign(new Error(`${code}, by a test`), { code })
}

function refused(command: string | undefined): Error {
  const words = { message: 'struck by a test', $metadata: { httpStatusCode: 400 } }
  if (command === 'PutItemCommand') return new ReplicatedWriteConflictException(words)
  return new ProvisionedThroughputExceededException(words)
}
