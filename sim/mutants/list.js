/**
 * Known-bad mutants: faults that somebody in a hurry could make. Each replaces pieces of the
 * source that occur exactly once, and must be noticed by the rules that it breaks.
 */
import { readFileSync } from 'node:fs'
import { HEARING } from './hearing.js'
import { JUDGING } from './judging.js'
import { SENDING } from './sending.js'
import { SHARING } from './sharing.js'
import { TELLING } from './telling.js'

export const SEEDS = new URL('seeds.json', import.meta.url)

/** Small worlds are quick; most faults show in them. */
const WISHES = { hosts: 8, minutes: 20 }
const seeds = JSON.parse(readFileSync(SEEDS, 'utf8'))

/** `seed`: one that is known to catch it, or null. */
export const MUTANTS = [...HEARING, ...JUDGING, ...TELLING, ...SENDING, ...SHARING].map(
  ({ name, breaks, engine = 'memory', wishes = WISHES, edits, file, find, replace }) => ({
    name,
    breaks,
    engine,
    wishes: { engine, ...wishes },
    edits: edits ?? [{ file, find, replace }],
    seed: seeds[name] ?? null,
  }),
)
