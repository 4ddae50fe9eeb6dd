import type { HostId } from '../../src/core/ids.ts'
import type { Context } from '../../src/service/context.ts'
import type { Records } from '../../src/service/ports.ts'
import type { IncidentRules } from '../checkers/incidents.ts'
import type { Referee } from '../checkers/referee.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Process } from '../kernel/process.ts'
import type { Random } from '../kernel/random.ts'
import type { Scenario } from '../scenario.ts'
import type { SentBeat } from './fleet.ts'
import type { Receivers } from './receivers.ts'
import type { Truth } from './truth.ts'

/** What everything in a run shares. */
export interface World {
  readonly scenario: Scenario
  readonly kernel: Kernel
  readonly random: Random
  readonly truth: Truth
  readonly referee: Referee
  readonly incidents: IncidentRules
  readonly receivers: Receivers
}

/** The texts of the keys that the fleet has been given. */
export interface Keys {
  beat: string
}

/** A Flatline that is set up somehow: its processes come and go. */
export interface Installation {
  /** Resolves when it takes heartbeats and nothing has struck it yet. */
  start(prepare: (ctx: Context) => Promise<void>): Promise<void>
  /** From now on faults strike, until `until`. */
  strike(until: number): void
  /** No more faults; all of it runs again soon. */
  heal(): void
  /** One heartbeat reaches a front door. */
  deliver(beat: SentBeat, key: string): void
  /** Does something as a process that lives, for as long as it does. */
  operate(act: (ctx: Context, process: Process) => Promise<void>): void
  records(): Records
  /** What is stored, whatever processes there are, in any region; null: nothing. */
  lastHeard(hostId: HostId): Promise<number | null>
  /** How long after its deadline a host may be found, in calm times. */
  readonly lagMs: number
  /** What an instant of a process's wall clock may be in true time: clocks may have been set. */
  trueTimes(process: string, wallMs: number): readonly number[]
  close(): Promise<void>
}
