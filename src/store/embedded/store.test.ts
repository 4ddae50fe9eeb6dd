import { cpSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Defaults } from '../defaults.ts'
import { DEFAULTS, type OpenStore } from '../samples.suite.ts'
import { describeRestarts, describeStore } from '../store.suite.ts'
import { newDir } from './new-dir.suite.ts'
import { type EmbeddedOptions, openEmbedded } from './open.ts'
import { hasNodeSqlite, type SqliteSource } from './sqlite.ts'

const SOURCES: readonly SqliteSource[] = hasNodeSqlite() ? ['package', 'node'] : ['package']

for (const source of SOURCES) {
  const inline = { sqlite: source, threads: false }
  describeStore(`embedded (${source})`, () => open(inline, again))
  describeRestarts(`embedded (${source}), closed,`, () => open(inline, again))
  describeRestarts(`embedded (${source}), crashed,`, () => open(inline, afterCrash))
}

describe('sources of SQLite', () => {
  it(`are tested here: ${SOURCES.join(', ')} (node:sqlite needs Node 22.13)`, () => {
    expect(SOURCES).toContain('package')
  })
})

type Successor = (dataDir: string, close: () => Promise<void>) => Promise<string>

async function open(
  options: Pick<EmbeddedOptions, 'sqlite' | 'threads'>,
  successor: Successor,
  dataDir = newDir(),
  defaults: Defaults = DEFAULTS,
): Promise<Required<OpenStore>> {
  const { pulses, records, close } = await openEmbedded({ dataDir, defaults, ...options })
  return {
    pulses,
    records,
    async reopen(next = defaults) {
      return open(options, successor, await successor(dataDir, close), next)
    },
    async close() {
      await close()
      rmSync(dataDir, { recursive: true })
    },
  }
}

async function again(dataDir: string, close: () => Promise<void>): Promise<string> {
  await close()
  return dataDir
}

/** What a power cut leaves behind: the files as they are, with nothing flushed or closed. */
async function afterCrash(dataDir: string, close: () => Promise<void>): Promise<string> {
  const copy = newDir()
  cpSync(dataDir, copy, { recursive: true })
  await close()
  rmSync(dataDir, { recursive: true })
  return copy
}
