import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { beatOf, DEFAULTS, hostIdOf, hostOf, T0 } from '../samples.suite.ts'
import type { Executor } from './executor-job.ts'
import { newDir } from './new-dir.suite.ts'
import { type Embedded, type EmbeddedOptions, openEmbedded } from './open.ts'
import { OpenRefusal } from './refusal.ts'
import { type Connection, loadSqlite } from './sqlite.ts'

describe('the embedded store', () => {
  let root: string
  let dataDir: string
  const opened: Embedded[] = []
  beforeEach(() => {
    root = newDir()
    dataDir = join(root, 'store')
    mkdirSync(dataDir)
  })
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close()
    rmSync(root, { recursive: true })
  })

  const open = async (more: Partial<EmbeddedOptions> = {}) => {
    const store = await openEmbedded({ dataDir, defaults: DEFAULTS, ...more })
    opened.push(store)
    return store
  }
  const refusal = async () => {
    const outcome = await open().catch((cause: unknown) => cause)
    if (!(outcome instanceof OpenRefusal)) throw new Error('it was not refused')
    return outcome
  }
  const change = (file: string, act: (connection: Connection) => void) => {
    const connection = loadSqlite().open(join(dataDir, file))
    act(connection)
    connection.close()
  }

  it('makes its directory, and starts without a mark', async () => {
    dataDir = join(dataDir, 'a', 'b')
    const store = await open()
    expect(store.lastMark).toBeNull()
    expect(store.stats().hosts).toBe(0)
  })

  it('remembers when it was last alive', async () => {
    const first = await open()
    await first.mark(T0)
    await first.mark(T0 + 1_000)
    await first.close()
    expect((await open()).lastMark).toBe(T0 + 1_000)
  })

  it('is refused to a second process, and says who has it', async () => {
    await open()
    const { reason, message, hint } = await refusal()
    expect(reason).toBe('locked')
    expect(message).toContain(`Another Flatline (pid ${process.pid})`)
    expect(hint).toContain('FLATLINE_DATA_DIR')
  })

  it('is free again after it was closed, twice even', async () => {
    const store = await open()
    await Promise.all([store.close(), store.close()])
    await expect(open()).resolves.toBeDefined()
  })

  it('is free again after the process that had it was killed', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, dataDir])
    const [said] = await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])
    expect(String(said)).toContain('locked')
    expect((await refusal()).reason).toBe('locked')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect(open()).resolves.toBeDefined()
  })

  it.each(['pulses.db', 'records.db'])(
    'refuses a %s of a newer Flatline untouched',
    async (file) => {
      await (await open()).close()
      change(file, (connection) => connection.exec('PRAGMA user_version = 99'))
      const before = readFileSync(join(dataDir, file))
      const { reason, hint } = await refusal()
      expect(reason).toBe('newer')
      expect(hint).toContain('newer version')
      expect(readFileSync(join(dataDir, file)).equals(before)).toBe(true)
    },
  )

  it('refuses a file that is no database', async () => {
    writeFileSync(join(dataDir, 'records.db'), 'no database '.repeat(1_000))
    expect((await refusal()).reason).toBe('unusable')
  })

  it('refuses a directory that cannot be made', async () => {
    writeFileSync(join(dataDir, 'file'), '')
    const asked = openEmbedded({ dataDir: join(dataDir, 'file', 'sub'), defaults: DEFAULTS })
    await expect(asked).rejects.toMatchObject({ reason: 'unusable' })
  })

  it.each([
    ['a byte of a commit', 'UPDATE journal SET blob = zeroblob(length(blob)) WHERE sequence = 2'],
    ['half a commit', 'UPDATE journal SET blob = substr(blob, 1, 20) WHERE sequence = 2'],
    ['a commit in the middle', 'DELETE FROM journal WHERE sequence = 2'],
  ])('stops when the journal has lost %s', async (_what, damage) => {
    const store = await open()
    for (let i = 0; i < 3; i++) await store.pulses.beat([beatOf(`host-${i}`, T0)])
    const copy = join(root, 'copy')
    cpSync(dataDir, copy, { recursive: true })
    await store.close()
    dataDir = copy
    change('pulses.db', (connection) => connection.exec(damage))
    const { reason, message } = await refusal()
    expect(reason).toBe('damaged')
    expect(message).toContain('journal')
  })

  it('stops when a page of last heartbeats is damaged', async () => {
    const store = await open()
    await store.pulses.beat([beatOf('a', T0)])
    await store.close()
    change('pulses.db', (connection) =>
      connection.exec('UPDATE page_rows SET blob = zeroblob(length(blob))'),
    )
    expect((await refusal()).message).toContain('Page 0')
  })

  it('cuts the journal when it stores its pages', async () => {
    const store = await open()
    await store.pulses.beat([beatOf('a', T0)])
    expect(store.stats().journalBytes).toBeGreaterThan(0)
    expect(store.stats().changedPages).toBe(1)
    await store.checkpoint()
    expect(store.stats().journalBytes).toBe(0)
    expect(store.stats().changedPages).toBe(0)
  })

  it('starts no timer where it has no threads, and copies its logs with a checkpoint', async () => {
    const timers = vi.spyOn(globalThis, 'setInterval')
    const store = await open({ threads: false })
    expect(timers).not.toHaveBeenCalled()
    await open({ dataDir: join(root, 'other') })
    expect(timers).toHaveBeenCalled()
    timers.mockRestore()
    await store.pulses.beat([beatOf('a', T0)])
    await store.checkpoint(1)
    const copy = join(root, 'without-log.db')
    copyFileSync(join(dataDir, 'pulses.db'), copy)
    const connection = loadSqlite().open(copy)
    expect(connection.prepare('SELECT page FROM page_rows').all()).toHaveLength(1)
    connection.close()
  })

  it('keeps all that it answered, and stores nothing more, when it is abandoned', async () => {
    const first = await open({ threads: false })
    await first.pulses.beat([beatOf('a', T0)])
    await first.abandon()
    const second = await open({ threads: false })
    expect(second.stats().journalBytes).toBeGreaterThan(0)
    expect((await second.pulses.read([hostIdOf('a')]))[0]?.heardAt).toBe(T0)
  })

  it('has every job of a database pass by who stands before what writes it', async () => {
    const passed: string[] = []
    const executor = (inner: Executor, path: string): Executor => ({
      ...inner,
      run(job) {
        passed.push(`${basename(path)} ${job.kind}`)
        return inner.run(job)
      },
    })
    const store = await open({ threads: false, executor })
    await store.pulses.beat([beatOf('a', T0)])
    await store.records.write([{ kind: 'host', id: 'a', value: hostOf('a'), ifVersion: 0 }])
    expect(passed).toEqual(['pulses.db statements', 'records.db records'])
  })

  it('answers what was asked before it closes, and refuses what comes after', async () => {
    const store = await open()
    const before = store.pulses.beat([beatOf('a', T0)])
    const closing = store.close()
    await expect(before).resolves.toEqual(['first'])
    await expect(store.pulses.beat([beatOf('b', T0)])).rejects.toMatchObject({
      code: 'store_unavailable',
    })
    await closing
  })

  it('refuses heartbeats beyond what can wait, and stores the others', async () => {
    const store = await open()
    const batches = Array.from({ length: 110 }, (_, b) =>
      Array.from({ length: 1_000 }, (_, i) => beatOf(`host-${i}`, T0 + b)),
    )
    const answers = await Promise.allSettled(batches.map((batch) => store.pulses.beat(batch)))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused).toHaveLength(10)
    expect(refused[0]?.reason).toMatchObject({ code: 'overloaded', retryAfterSeconds: 1 })
    const [pulse] = await store.pulses.read([hostIdOf('host-0')])
    expect(pulse?.heardAt).toBe(T0 + 99)
  })

  it('keeps its files to itself', async () => {
    dataDir = join(dataDir, 'private')
    await open()
    const mode = process.platform === 'win32' ? 0o700 : statSync(dataDir).mode & 0o777
    expect(mode).toBe(0o700)
  })
})

/** Another process that holds the lock as the store does. */
const CHILD = `
import { createRequire } from 'node:module'
import { join } from 'node:path'
const specifier = '@photostructure/sqlite'
const { DatabaseSync } = createRequire(${JSON.stringify(import.meta.url)})(specifier)
globalThis.held = new DatabaseSync(join(process.argv[1], 'lock.db'))
globalThis.held.exec('BEGIN EXCLUSIVE')
console.log('locked')
setInterval(() => {}, 1000)
`
