/**
 * A model of the part of DynamoDB that the store uses, for the simulation: all of AWS in one
 * process, with no time, chance or trouble but what it is given.
 *
 * - A request goes there, has its whole effect at one instant, and its answer comes back.
 * - A table of several regions is a global table with multi-region strong consistency.
 * - Whatever the store sends that the model does not know throws `Unmodelled`, and is noted.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { AwsFault } from '../../test/kit/aws-faults.ts'
import { type Latency, type ModelRequest, travel } from './journey.ts'
import { serverFailed, tableNotFound, Unmodelled } from './refusals.ts'
import { type Desk, serve } from './serve.ts'
import type { Item } from './stored.ts'
import { Table, type TableSite } from './table.ts'

export interface ModelOptions {
  /** True time in milliseconds since the epoch. */
  now(): number
  /** Uniform in [0, 1). */
  draw(): number
  /** Of the world: it passes, whatever becomes of the process that sent something. */
  wait(ms: number): Promise<void>
  /** What happens to a request. Default: nothing does. */
  strike?(request: ModelRequest): AwsFault | undefined
  /** Default: none. */
  latency?(request: ModelRequest): Latency
  /** Whether what leaves one region arrives in another, or in the same. Default: it does. */
  reaches?(from: string, to: string): boolean
  /** How long an index goes without a write, drawn for each. Default: not at all. */
  indexLagMs?(): number
  /** How long a read that is not strong may go without a write. Default: not at all. */
  readLagMs?(): number
  /** How likely a write fails that meets another region's of the same item. Default: 0.5. */
  conflictChance?: number
  /** Hears of each change that a request makes, at the instant when it is made. */
  changed?(request: ModelRequest, before: Item | undefined, after: Item | undefined): void
  /** What one Query or Scan looks at, drawn for each. Default: 1 MB, as DynamoDB has it. */
  pageBytesMax?(): number
}

/** Who asks: one client of one process. */
export interface Caller {
  readonly region: string
  readonly process: string
  /** Of the process: it never ends once that is dead. */
  wait(ms: number): Promise<void>
}

type Plugin = (client: DynamoDBClient) => void

export interface DynamodbModel {
  /** In one region, or as a global table in several. */
  createTable(site: TableSite): void
  /** Answers what this client sends, behind all other plugins of the first step of the SDK. */
  plugin(caller: Caller): Plugin
  /** The same without the SDK's middleware, which takes most of the time; no other plugin works. */
  shortcut(caller: Caller): Plugin
  /** What is stored, whatever anybody may see of it. */
  items(region: string, table: string): Item[]
  /** How many requests there have been. */
  readonly sent: number
  /** What the store sent and the model does not know. It must be empty in the end. */
  readonly unmodelled: readonly string[]
}

const PAGE_BYTES_MAX = 1024 * 1024
const CONFLICT_CHANCE = 0.5
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem'])
const AT_ONCE: Latency = { thereMs: 0, backMs: 0 }

export function modelDynamodb(options: ModelOptions): DynamodbModel {
  const tables = new Map<string, Table>()
  const unmodelled: string[] = []
  let sent = 0
  const reaches = (from: string, to: string) => options.reaches?.(from, to) ?? true
  const world = {
    now: options.now,
    draw: options.draw,
    indexLagMs: () => options.indexLagMs?.() ?? 0,
    readLagMs: () => options.readLagMs?.() ?? 0,
    isConnected: ({ site }: Table, region: string) => hasQuorum(site, region, reaches),
  }
  const send: Send = (caller, region, command, input) => {
    const request = requestOf({ number: ++sent, caller, region, command, input })
    const strike = options.strike?.(request)
    const latency = options.latency?.(request) ?? AT_ONCE
    const journey = {
      strike,
      ...latency,
      goThere: options.wait,
      comeBack: (ms: number) => caller.wait(ms),
      reaches: (way: 'there' | 'back') =>
        way === 'there' ? reaches(caller.region, region) : reaches(region, caller.region),
    }
    return travel(journey, () => {
      const table = tables.get(placeOf(region, request.table))
      if (table === undefined) throw tableNotFound(request.table)
      if (needsOthers(request) && !world.isConnected(table, region)) throw serverFailed()
      const desk = deskOf(options, { table, region, request, strike, latency })
      try {
        return serve(command, input, desk)
      } catch (cause) {
        if (cause instanceof Unmodelled) unmodelled.push(cause.message)
        throw cause
      }
    })
  }
  return {
    createTable(site) {
      const table = new Table(site, world)
      for (const region of site.regions) tables.set(placeOf(region, site.name), table)
    },
    plugin: (caller) => throughSdk(send, caller),
    shortcut: (caller) => pastSdk(send, caller),
    items(region, name) {
      const table = tables.get(placeOf(region, name))
      return table === undefined ? [] : table.items()
    },
    get sent() {
      return sent
    },
    unmodelled,
  }
}

type Send = (caller: Caller, region: string, command: string, input: object) => Promise<object>

function throughSdk(send: Send, caller: Caller): Plugin {
  return (client) => {
    // It copies every answer for a log that nobody keeps.
    client.middlewareStack.remove('loggerMiddleware')
    client.middlewareStack.add(
      (_next, context) => async (args) => {
        const command = String(context.commandName).replace(/Command$/, '')
        const output = await send(caller, await client.config.region(), command, args.input)
        return asAnswer({ output, response: {} })
      },
      { step: 'initialize', name: 'dynamodbModel', priority: 'low' },
    )
  }
}

function pastSdk(send: Send, caller: Caller): Plugin {
  return (client) => {
    const direct = async (sent: SentCommand) => {
      const command = sent.constructor.name.replace(/Command$/, '')
      return send(caller, await client.config.region(), command, sent.input)
    }
    Object.assign(client, { send: direct })
  }
}

interface SentCommand {
  readonly constructor: { readonly name: string }
  readonly input: object
}

interface Sent {
  readonly number: number
  readonly caller: Caller
  readonly region: string
  readonly command: string
  readonly input: object
}

function requestOf({ number, caller, region, command, input }: Sent): ModelRequest {
  const { region: from, process } = caller
  const fields: Record<string, unknown> = { ...input }
  const [batchTable = ''] = Object.keys(Object(fields.RequestItems))
  const table = typeof fields.TableName === 'string' ? fields.TableName : batchTable
  const writes = WRITES.has(command)
  return { number, command, writes, from, process, region, table, input: fields }
}

function deskOf(
  options: ModelOptions,
  about: Pick<Desk, 'table' | 'region'> & {
    readonly request: ModelRequest
    readonly strike: AwsFault | undefined
    readonly latency: Latency
  },
): Desk {
  const { table, region, request, strike, latency } = about
  return {
    table,
    region,
    now: options.now(),
    draw: options.draw,
    busyMs: latency.backMs,
    conflictChance: options.conflictChance ?? CONFLICT_CHANCE,
    pageBytesMax: options.pageBytesMax?.() ?? PAGE_BYTES_MAX,
    changed: (before, after) => options.changed?.(request, before, after),
    unprocessed: (keys) =>
      strike === 'unprocessed' ? Math.min(keys, 1 + Math.floor(options.draw() * keys)) : 0,
  }
}

/** A replica acknowledges a write, and knows what is latest, with one of the other two. */
function hasQuorum(
  { regions, witness }: TableSite,
  region: string,
  reaches: (from: string, to: string) => boolean,
): boolean {
  if (regions.length === 1) return true
  const others = [...regions, ...(witness === undefined ? [] : [witness])]
  return others.some(
    (other) => other !== region && reaches(region, other) && reaches(other, region),
  )
}

/** Only a read that may be stale is answered by a replica alone. */
function needsOthers({ writes, table, input }: ModelRequest): boolean {
  if (writes || input.ConsistentRead === true) return true
  const asked: unknown = Object(input.RequestItems)[table]
  return typeof asked === 'object' && asked !== null && 'ConsistentRead' in asked
}

function placeOf(region: string, table: string): string {
  return `${region}/${table}`
}

/** The SDK gives every command the output of its kind. */
function asAnswer<T>(answer: { output: object; response: object }): T {
  return answer as T
}
