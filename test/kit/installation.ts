import type { Api } from './api-client.ts'

/** Flatline, however it is installed, as those see it who send heartbeats and ask about hosts. */
export interface Installation {
  readonly url: string
  readonly beatKey: string
  readonly admin: Api
  log(): string
}

export interface InstallationKind {
  readonly name: string
  /** Functions reach public addresses only, so that no webhook of theirs comes to loopback. */
  readonly reachesLoopback: boolean
  /** From a deadline to its incident: what heartbeats on their way are given, and the sweep. */
  readonly noticedWithinMs: number
  start(variables: Readonly<Record<string, string>>): Promise<Installation>
}
