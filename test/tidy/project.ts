import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { maskCode } from './mask.ts'

/** One text file. `code` is the text with comments and the insides of strings blanked out. */
export interface SourceFile {
  /** From the root of the project, with `/`. */
  readonly path: string
  readonly text: string
  readonly code: string
}

/** A broken rule: where, what, and how to mend it. */
export type Fault = string

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

const SKIPPED = new Set(['node_modules', 'dist', '.git', 'coverage', 'cdk.out'])
const TEXT = /(\.(ts|tsx|js|mjs|json|md|yml|yaml|css|html|sh|txt)|\/run|LICENSE|\.npmrc)$/

export function readProject(root = ROOT): SourceFile[] {
  return paths(root, '').map((path) => sourceFile(path, readFileSync(`${root}/${path}`, 'utf8')))
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, code: isCode(path) ? maskCode(text) : text }
}

export function isCode(path: string): boolean {
  return /\.(ts|tsx|js|mjs)$/.test(path)
}

/** Tests, suites and what only they use. */
export function isTest(path: string): boolean {
  return /\.(test|suite|fixture)\.tsx?$/.test(path) || path.startsWith('test/')
}

/** The room of a file that ships: `core` for src/core/host.ts. */
export function roomOf(path: string): string | undefined {
  return isTest(path) ? undefined : /^src\/([^/]+)\//.exec(path)?.[1]
}

/** "src/a.ts:12: no clocks here. Take the time from ctx.clock." */
export function fault(file: SourceFile, offset: number, says: string): Fault {
  const line = file.text.slice(0, offset).split('\n').length
  return `${file.path}:${line}: ${says}`
}

/** One fault for each place where the pattern (with the flag g) occurs in the code. */
export function faultsAt(file: SourceFile, pattern: RegExp, says: string): Fault[] {
  return [...file.code.matchAll(pattern)].map((match) => fault(file, match.index, says))
}

function paths(root: string, folder: string): string[] {
  return readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : paths(root, path)
    return TEXT.test(`/${path}`) ? [path] : []
  })
}
