/**
 * The ports of a store as one process has them: each call meets its fate, and what is applied is
 * told to the referee at that instant. A dead process never gets an answer.
 */
import { FlatlineError } from '../../src/core/problem.ts'
import type { Pulses, Records, Write } from '../../src/service/ports.ts'
import type { RecordKind, RecordOf } from '../../src/service/record-kinds.ts'
import type { Referee } from '../checkers/referee.ts'
import { writtenOf } from '../checkers/rules.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { never, type Process } from '../kernel/process.ts'
import type { Random } from '../kernel/random.ts'
import type { Fate, Fates, PortCall } from './fates.ts'

export interface Guard {
  readonly kernel: Kernel
  readonly process: Process
  readonly fates: Fates
  readonly random: Random
  readonly referee: Referee
  /** The process died in this call. */
  readonly onCrash: (call: PortCall, moment: 'before' | 'after') => void
  /** The process stands still for so long, in this call. */
  readonly onFreeze: (ms: number) => void
  /** A call failed, or its answer was lost. */
  readonly onFailure: (call: PortCall) => void
}

export interface Store {
  readonly pulses: Pulses
  readonly records: Records
  readonly mark: (now: number) => Promise<void>
}

/** `part` applies less than all of it, as a crash or a lost answer may. */
interface Act<T> {
  readonly whole: () => Promise<T>
  readonly part?: () => Promise<unknown>
  /** What the process asks for later is applied later, however slow this is. */
  readonly keepsItsTurn?: true
}

export function guardStore(guard: Guard, raw: Store): Store {
  const pass = <T>(call: PortCall, act: Act<T>) => meetFate(guard, call, act)
  return {
    pulses: guardPulses(pass, raw.pulses),
    records: guardRecords(guard, raw.records),
    mark: (now) => pass(CALLS.mark, { whole: () => raw.mark(now) }),
  }
}

type Pass = <T>(call: PortCall, act: Act<T>) => Promise<T>

/** `reaches` false: the request gets nowhere. */
export async function meetFate<T>(
  guard: Guard,
  call: PortCall,
  act: Act<T>,
  reaches = true,
): Promise<T> {
  const { process, fates } = guard
  if (!process.alive) return never()
  const fate: Fate = reaches ? fates.next(call) : { kind: 'refused' }
  if (fate.kind === 'through') return act.whole()
  if (fate.kind === 'slow') return slowly(guard, act, fate.ms)
  if (fate.kind === 'freeze') {
    if (fate.moment === 'before') await standStill(guard, fate.ms)
    const answer = await act.whole()
    if (fate.moment === 'after') await standStill(guard, fate.ms)
    return answer
  }
  if (fate.kind === 'crash') {
    if (fate.moment === 'after') await (act.part ?? act.whole)()
    guard.onCrash(call, fate.moment)
    return never()
  }
  if (fate.kind === 'lost') await (act.part ?? act.whole)()
  guard.onFailure(call)
  throw unavailable()
}

/** Half of it on the way there, half on the way back: others come in between. */
async function slowly<T>({ kernel, process }: Guard, act: Act<T>, ms: number): Promise<T> {
  const thereMs = act.keepsItsTurn ? 0 : ms / 2
  if (thereMs > 0) await kernel.wait(thereMs)
  if (!process.alive) return never()
  const answer = await act.whole()
  await kernel.wait(ms - thereMs)
  return answer
}

async function standStill({ kernel, onFreeze }: Guard, ms: number): Promise<void> {
  onFreeze(ms)
  await kernel.wait(0)
}

function unavailable(): FlatlineError {
  return new FlatlineError('store_unavailable', 'The disk fails, as the simulation wants it.', {
    retryAfterSeconds: 5,
  })
}

const reading = (port: string): PortCall => ({ port, kind: null, changes: false })
const changing = (port: string): PortCall => ({ port, kind: null, changes: true })
const CALLS = {
  mark: changing('mark'),
  beat: changing('beat'),
  read: reading('read'),
  unsettled: reading('unsettled'),
  configure: changing('configure'),
  clamp: changing('clamp'),
  remove: changing('remove'),
  tally: reading('tally'),
  late: reading('late'),
  survey: reading('survey'),
} as const

function guardPulses(pass: Pass, raw: Pulses): Pulses {
  return {
    beat: (beats) => pass(CALLS.beat, { whole: () => raw.beat(beats) }),
    read: (ids) => pass(CALLS.read, { whole: () => raw.read(ids) }),
    async *unsettled(since, now, part) {
      for await (const batch of raw.unsettled(since, now, part)) {
        yield await pass(CALLS.unsettled, { whole: async () => batch })
      }
    },
    // Marks are kept in memory: telling them cannot fail.
    settle: (recorded) => raw.settle(recorded),
    configure: (id, change) => pass(CALLS.configure, { whole: () => raw.configure(id, change) }),
    clamp: (now) => pass(CALLS.clamp, { whole: () => raw.clamp(now), keepsItsTurn: true }),
    remove: (id) => pass(CALLS.remove, { whole: () => raw.remove(id) }),
    tally: (since, now) => pass(CALLS.tally, { whole: () => raw.tally(since, now) }),
    late: (since, now, after, limit) =>
      pass(CALLS.late, { whole: () => raw.late(since, now, after, limit) }),
    survey: (since, now) => pass(CALLS.survey, { whole: () => raw.survey(since, now) }),
  }
}

export function guardRecords(guard: Guard, raw: Records): Records {
  const pass: Pass = (call, act) => meetFate(guard, call, act)
  const write = async (writes: readonly Write[]): Promise<boolean[]> => {
    if (writes.length === 0) return []
    const before = await Promise.all(writes.map((each) => readOne(raw, each)))
    const applied = await raw.write(writes)
    const { wallMs } = guard.process.machine.read()
    for (const [index, each] of writes.entries()) {
      if (applied[index] !== true) guard.referee.sometimes(`a lost race for a ${each.kind}`)
      else guard.referee.wrote(writtenOf(each, before[index], guard.process.name, wallMs))
    }
    return applied
  }
  return {
    lagMs: raw.lagMs,
    get: (kind, ids) => {
      return pass({ port: 'get', kind, changes: false }, { whole: () => raw.get(kind, ids) })
    },
    write: (writes) => {
      const call = { port: 'write', kind: writes[0]?.kind ?? null, changes: true }
      const some = () => write(writes.filter(() => guard.random.chance(0.5)))
      return pass(call, {
        whole: () => write(writes),
        part: () => (guard.random.chance(0.5) ? write(writes) : some()),
      })
    },
    list: (kind, query) => {
      return pass({ port: 'list', kind, changes: false }, { whole: () => raw.list(kind, query) })
    },
    count: (kind, where) => {
      return pass({ port: 'count', kind, changes: false }, { whole: () => raw.count(kind, where) })
    },
  }
}

async function readOne(
  raw: Records,
  { kind, id }: Write,
): Promise<RecordOf[RecordKind] | undefined> {
  const [record] = await raw.get(kind, [id])
  return record?.value
}
