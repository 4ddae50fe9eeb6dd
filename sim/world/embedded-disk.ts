/**
 * The real embedded store on files of its own. Its upkeep is driven by the process that has it
 * open, so that a crash falls between any two of its steps; what it left is judged at each start:
 *
 * - S3  every heartbeat that was answered 200 is there, and every record exactly as it was written
 */
import { clearImmediate, setImmediate } from 'node:timers'
import type { HostId } from '../../src/core/ids.ts'
import type { Records } from '../../src/service/ports.ts'
import type { Defaults } from '../../src/store/defaults.ts'
import { type Embedded, openEmbedded } from '../../src/store/embedded/open.ts'
import { judgeHearing } from '../checkers/hearing.ts'
import { never, type Process } from '../kernel/process.ts'
import type { Random } from '../kernel/random.ts'
import { keepTimeBy, type Timekeeper, type Timer } from '../kernel/timers.ts'
import { CommittedRecords } from './committed-records.ts'
import type { Disk, DiskStore } from './disk.ts'
import { type Files, layOut, readFiles, removeDir } from './files.ts'
import type { Server } from './server.ts'
import { StruckWrites } from './struck-writes.ts'
import type { World } from './world.ts'

interface Opened {
  readonly dir: string
  readonly writes: StruckWrites
  store: Embedded | null
  /** What a power cut has left, if there was one. */
  left: Files | null
}

export class EmbeddedDisk implements Disk {
  readonly #world: World
  readonly #defaults: Defaults
  readonly #server: () => Server
  readonly #committed: CommittedRecords
  #files: Files = new Map()
  #opened: Opened | null = null
  #opens = 0

  /** `server`: who has it open, whose fate it shares. */
  constructor(world: World, defaults: Defaults, server: () => Server) {
    this.#world = world
    this.#defaults = defaults
    this.#server = server
    this.#committed = new CommittedRecords(world.referee)
  }

  async open(): Promise<DiskStore> {
    const { kernel, random } = this.#world
    const process = kernel.current
    if (process === null) throw new Error('only a process can open a store')
    if (this.#opens > 0) this.#committed.judge(this.#files)
    const chance = random.stream(`disk-${++this.#opens}`)
    const opened = this.#layOut(process, chance)
    this.#opened = opened
    const store = await openEmbedded({
      dataDir: opened.dir,
      defaults: this.#defaults,
      threads: false,
      executor: (inner, path) => opened.writes.executor(inner, path),
      onTrouble: (problem) => this.#noteTrouble(problem),
    })
    if (!process.alive) return never()
    opened.store = store
    await judgeHearing(this.#world, this.#server())
    const { hosts, journalBytes } = store.stats()
    kernel.note(`the store has ${hosts} hosts and ${journalBytes} bytes of journal`)
    if (journalBytes > 0) this.#world.referee.sometimes('a start that replays a journal')
    const rest = this.#keepUp(store, process, chance.pick([1_000, 5_000, 30_000]))
    return {
      pulses: store.pulses,
      records: store.records,
      lastMark: store.lastMark,
      mark: (now) => store.mark(now),
      close: async () => {
        await rest()
        await store.close()
        this.#files = readFiles(opened.dir)
        this.#opened = null
        removeDir(opened.dir)
      },
    }
  }

  async crash(): Promise<void> {
    const opened = this.#opened
    if (opened === null) return
    this.#opened = null
    this.#files = opened.left ?? opened.writes.filesLeft()
    await opened.store?.abandon()
    removeDir(opened.dir)
  }

  async lastHeard(hostId: HostId): Promise<number | null> {
    const heardBy = async ({ pulses }: Embedded) =>
      (await pulses.read([hostId]))[0]?.heardAt ?? null
    const store = this.#opened?.store
    return store == null ? this.#lookAt(heardBy) : heardBy(store)
  }

  records(): Records {
    return {
      lagMs: 0,
      get: (kind, ids) => this.#lookAt(({ records }) => records.get(kind, ids)),
      list: (kind, query) => this.#lookAt(({ records }) => records.list(kind, query)),
      count: (kind, where) => this.#lookAt(({ records }) => records.count(kind, where)),
      write: () => Promise.reject(new Error('those who look on do not write')),
    }
  }

  #layOut(process: Process, random: Random): Opened {
    const dir = layOut(this.#files)
    const server = this.#server()
    const opened: Opened = {
      dir,
      store: null,
      left: null,
      writes: new StruckWrites({
        world: this.#world,
        process,
        fates: server.fates,
        random,
        dir,
        records: this.#committed,
        onPowerCut: (files) => {
          opened.left = files
          if (server.process === process) server.crash('its power is cut')
          else this.#world.referee.sometimes('a power cut during a start')
        },
      }),
    }
    return opened
  }

  /** One step of upkeep after the other, once the process serves; the returned function ends it. */
  #keepUp(store: Embedded, process: Process, everyMs: number): () => Promise<void> {
    const { kernel } = this.#world
    let step = Promise.resolve()
    let ended = false
    const next = () => {
      kernel.after(everyMs, process, () => {
        if (ended) return
        if (this.#server().process !== process) return next()
        step = store.checkpoint(1).catch((problem: unknown) => this.#noteTrouble(problem))
        void step.then(next)
      })
    }
    next()
    return () => {
      ended = true
      return step
    }
  }

  #noteTrouble(problem: unknown): void {
    const { kernel, referee } = this.#world
    kernel.note(`the store is in trouble: ${problem}`)
    referee.sometimes('upkeep that fails')
  }

  /** For those outside of time, between two runs of the kernel; one look at a time. */
  async #lookAt<T>(look: (store: Embedded) => Promise<T>): Promise<T> {
    keepTimeBy(AT_ONCE)
    try {
      const store = this.#opened?.store
      return store == null ? await this.#lookAtFiles(look) : await look(store)
    } finally {
      keepTimeBy(null)
    }
  }

  async #lookAtFiles<T>(look: (store: Embedded) => Promise<T>): Promise<T> {
    const dataDir = layOut(this.#files)
    const store = await openEmbedded({ dataDir, defaults: this.#defaults, threads: false })
    try {
      return await look(store)
    } finally {
      await store.abandon()
      removeDir(dataDir)
    }
  }
}

/** Time does not go on, and nothing waits. */
const AT_ONCE: Timekeeper = {
  start: inNextTurn,
  startLast: inNextTurn,
  wallMs: () => 0,
  monotonicMs: () => 0,
}

function inNextTurn(act: () => void): Timer {
  const turn = setImmediate(act)
  const timer: Timer = { stop: () => clearImmediate(turn), unref: () => timer, ref: () => timer }
  return timer
}
