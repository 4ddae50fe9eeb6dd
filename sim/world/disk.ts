import type { HostId } from '../../src/core/ids.ts'
import type { Records } from '../../src/service/ports.ts'
import type { Store } from './guarded-store.ts'

export interface DiskStore extends Store {
  readonly lastMark: number | null
  /** In peace, as at the end of a process that was asked to stop. */
  readonly close?: () => Promise<void>
}

/** What outlives the processes of a server: one of them at a time has it open. */
export interface Disk {
  open(): Promise<DiskStore>
  /** The process died: only what was durable stays. */
  crash(): Promise<void>
  /** For the checkers: what is stored of a host, whatever processes there are; null: nothing. */
  lastHeard(hostId: HostId): Promise<number | null>
  records(): Records
}
