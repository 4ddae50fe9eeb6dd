/** Two regions on the real DynamoDB store, in front of a model of DynamoDB (sim/dynamodb). */
import { RECORD_KINDS, type RecordKind, type RecordOf } from '../../src/service/record-kinds.ts'
import type { Defaults } from '../../src/store/defaults.ts'
import { MACHINE_CLOCK } from '../../src/store/dynamodb/call-clock.ts'
import { type Dynamodb, openDynamodb } from '../../src/store/dynamodb/open.ts'
import { type Item, idOf, versionedItem } from '../../src/store/dynamodb/record-item.ts'
import { PULSES_TABLE, RECORDS_TABLE } from '../../src/store/dynamodb/tables.ts'
import type { AwsFault } from '../../test/kit/aws-faults.ts'
import { writtenOf } from '../checkers/rules.ts'
import type { ModelRequest } from '../dynamodb/journey.ts'
import { type Caller, type DynamodbModel, modelDynamodb } from '../dynamodb/model.ts'
import { STARTS_AT } from '../kernel/kernel.ts'
import type { Random } from '../kernel/random.ts'
import type { Guard } from './guarded-store.ts'
import { REGIONS, type RegionName, type RegionStores, type StoreWishes } from './region-stores.ts'
import type { World } from './world.ts'

const WITNESS = 'us-east-2'
const PULSES = 'pulses'
const RECORDS = 'records'
const JUDGE: Caller = { region: REGIONS[0], process: 'judge', wait: () => Promise.resolve() }
/** A client takes it for a place that asks for no credentials; nothing is ever sent there. */
const NOWHERE = 'http://127.0.0.1:1'

export function dynamodbRegions(world: World, defaults: Defaults): RegionStores {
  const guards = new Map<string, StoreWishes>()
  const model = openModel(world, guards)
  const chance = world.random.stream('backoff')
  MACHINE_CLOCK.random = () => chance.next()
  const judge = openStore(model, JUDGE, REGIONS[0], defaults, () => true)
  return {
    open(wishes) {
      const { guard, region, peerIsSweeping } = wishes
      const { process } = guard
      guards.set(process.name, wishes)
      process.bereaved.add(() => guards.delete(process.name))
      const caller = { region, process: process.name, wait: waitIn(world, guard) }
      return openStore(model, caller, region, defaults, peerIsSweeping)
    },
    records: () => judge.records,
    async lastHeard(hostId) {
      if (model.unmodelled.length > 0) world.referee.violate('error', model.unmodelled.join())
      const heard = REGIONS.map((region) => {
        const row = model.items(region, PULSES).find(({ h }) => h?.S === hostId)
        return Number(row?.t?.N ?? 0)
      })
      const latest = Math.max(...heard)
      return latest === 0 ? null : latest
    },
  }
}

function openStore(
  model: DynamodbModel,
  caller: Caller,
  region: RegionName,
  defaults: Defaults,
  peerIsSweeping: () => boolean,
): Dynamodb {
  const [peer = region] = REGIONS.filter((each) => each !== region)
  const place = (name: string) => ({ region: name, endpoint: NOWHERE })
  return openDynamodb({
    home: { ...place(region), pulsesTable: PULSES },
    peer: { ...place(peer), pulsesTable: PULSES },
    records: { ...place(region), recordsTable: RECORDS },
    defaults,
    peerIsSweeping,
    segments: 2,
    plugins: [model.shortcut(caller)],
  })
}

function openModel(world: World, guards: ReadonlyMap<string, StoreWishes>): DynamodbModel {
  const { kernel, random } = world
  const chance = random.stream('dynamodb')
  const lag = random.stream('index-lag')
  const model = modelDynamodb({
    now: () => STARTS_AT + kernel.now,
    draw: () => chance.next(),
    wait: (ms) => (ms === 0 ? Promise.resolve() : waitInWorld(world, ms)),
    indexLagMs: () => (lag.chance(0.05) ? lag.spread(100, 20_000) : lag.between(0, 300)),
    readLagMs: () => lag.between(0, 1_000),
    reaches: (from, to) => reaches(guards, from, to),
    latency: ({ process }) => latencyOf(guards.get(process)?.guard, chance),
    strike: (request) => strike(world, guards.get(request.process)?.guard, request),
    changed: (request, before, after) => tell(world, request, before, after),
  })
  for (const region of REGIONS) {
    model.createTable({ name: PULSES, definition: PULSES_TABLE, regions: [region] })
  }
  const regions = [...REGIONS]
  model.createTable({ name: RECORDS, definition: RECORDS_TABLE, regions, witness: WITNESS })
  return model
}

/** Any process of the region knows what its region reaches. */
function reaches(guards: ReadonlyMap<string, StoreWishes>, from: string, to: string): boolean {
  if (from === to || from === WITNESS || to === WITNESS) return true
  const [target] = REGIONS.filter((region) => region === to)
  const wishes = [...guards.values()].find(({ region }) => region === from)
  return wishes === undefined || target === undefined || wishes.reaches(target)
}

function latencyOf(guard: Guard | undefined, chance: Random) {
  const isQuick = guard === undefined || !chance.chance(guard.fates.hesitation)
  if (isQuick) return { thereMs: 0, backMs: 0 }
  return { thereMs: chance.between(0, 10), backMs: chance.between(0, 10) }
}

/** What becomes of a request, in the words of the model. */
function strike(
  world: World,
  guard: Guard | undefined,
  { command, writes }: ModelRequest,
): AwsFault | undefined {
  if (guard === undefined) return undefined
  const call = { port: command, kind: null, changes: writes }
  const fate = guard.fates.next(call)
  if (fate.kind === 'through') return undefined
  if (fate.kind === 'crash') {
    guard.onCrash(call, fate.moment)
    return fate.moment === 'before' ? 'hanging' : undefined
  }
  if (fate.kind === 'freeze') {
    guard.onFreeze(fate.ms)
    return undefined
  }
  guard.onFailure(call)
  const how = world.random.stream(`strike-${world.kernel.now}-${command}`)
  if (fate.kind === 'slow') return how.chance(0.5) ? 'hanging' : 'hanging_after'
  if (fate.kind === 'lost') return how.pick(['failed_after', 'reset_after', 'conflict_after'])
  return how.pick(['throttled', 'failed', 'reset'])
}

function tell(
  { referee, kernel }: World,
  { table, process }: ModelRequest,
  before: Item | undefined,
  after: Item | undefined,
): void {
  const item = after ?? before
  if (table !== RECORDS || item === undefined) return
  const kind = kindOf(item)
  if (kind === undefined) return
  const write = { kind, id: idOf(item), value: after === undefined ? null : recordIn(after) }
  referee.wrote(writtenOf(write, before && recordIn(before), process, kernel.now))
}

function kindOf(item: Item): RecordKind | undefined {
  const name = item.p?.S?.split('#')[0] ?? ''
  return Object.hasOwn(RECORD_KINDS, name) ? asKind(name) : undefined
}

function asKind(name: string): RecordKind {
  return name as RecordKind
}

function recordIn(item: Item): RecordOf[RecordKind] {
  return versionedItem<RecordOf[RecordKind]>(item).value
}

function waitIn({ kernel }: World, { process }: Guard) {
  return (ms: number): Promise<void> => {
    if (ms === 0 && process.alive) return Promise.resolve()
    return new Promise((resolve) => kernel.after(ms, process, () => resolve()))
  }
}

function waitInWorld({ kernel }: World, ms: number): Promise<void> {
  return new Promise((resolve) => kernel.after(ms, null, () => resolve()))
}
