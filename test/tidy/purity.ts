import { type Fault, faultsAt, roomOf, type SourceFile } from './project.ts'

const PURE_ROOMS = new Set(['core', 'service', 'contract'])
const CLOCKS = /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )(?<![.\w])Date\(\s*\)|\bperformance\.\w/g
const CHANCE = /\bMath\.random\b|\bcrypto\.(randomUUID|getRandomValues)\b/g
const TIMERS = /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/g
const WAITING = /\basync\b|\bawait\b|\bPromise\b/g
const ENVIRONMENT = /\bprocess\.env\b|\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"]node:process/g

/** The only files that read the environment. */
export const ENVIRONMENT_READERS = ['src/runtime/env.ts', 'src/cli/process-io.ts']

/** What the compiler cannot see: clocks, chance and timers are part of the language's library. */
export function impurities(file: SourceFile): Fault[] {
  const room = roomOf(file.path)
  if (room === undefined || !PURE_ROOMS.has(room)) return []
  return [
    ...faultsAt(file, CLOCKS, `no clock in ${room}. Take the instant as an argument.`),
    ...faultsAt(file, CHANCE, `no chance in ${room}. Take bytes or jitter from ctx.entropy.`),
    ...faultsAt(file, TIMERS, `no timer in ${room}. Return an instant; the runtime waits for it.`),
    ...(room === 'core'
      ? faultsAt(file, WAITING, 'core waits for nothing. Move it to service.')
      : []),
  ]
}

export function environmentReads(file: SourceFile): Fault[] {
  if (roomOf(file.path) === undefined || ENVIRONMENT_READERS.includes(file.path)) return []
  const readers = ENVIRONMENT_READERS.join(' and ')
  const raw = { ...file, code: file.text }
  return faultsAt(raw, ENVIRONMENT, `only ${readers} read the environment. Pass the value in.`)
}
