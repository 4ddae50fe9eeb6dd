import { type Fault, fault, isCode, isTest, roomOf, type SourceFile } from './project.ts'

export const FILE_LINES_MAX = 300
export const TEST_LINES_MAX = 600
export const FUNCTION_LINES_MAX = 60
export const COLUMNS_MAX = 100
export const ARCHITECTURE_LINES_MAX = 200

export function longFiles(file: SourceFile): Fault[] {
  const { path, text } = file
  const lines = text.trimEnd().split('\n').length
  const max = lineLimit(path)
  if (lines <= max) return []
  return [`${path}: ${lines} lines, at most ${max}. Split it: one exported idea per file.`]
}

function lineLimit(path: string): number {
  if (path === 'ARCHITECTURE.md') return ARCHITECTURE_LINES_MAX
  if (!isCode(path)) return Number.POSITIVE_INFINITY
  if (isTest(path)) return TEST_LINES_MAX
  return /^(src|infra|sim|bench|bin)\//.test(path) ? FILE_LINES_MAX : Number.POSITIVE_INFINITY
}

/** Half of the files that ship are at most this long. */
export const MEDIAN_LINES_MAX = 120

export function longOnTheWhole(files: readonly SourceFile[]): Fault[] {
  const shipped = files.filter(({ path }) => isCode(path) && roomOf(path) !== undefined)
  const lengths = shipped.map(({ text }) => text.trimEnd().split('\n').length).sort((a, b) => a - b)
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0
  if (median <= MEDIAN_LINES_MAX) return []
  return [`src: the median file has ${median} lines, at most ${MEDIAN_LINES_MAX}. Split the large.`]
}

/** Code and prose. Tables and fenced blocks in Markdown, and lines with a URL, may be longer. */
export function longLines(file: SourceFile): Fault[] {
  const prose = file.path.endsWith('.md')
  if (!prose && !isCode(file.path)) return []
  let fenced = false
  return file.text.split('\n').flatMap((line, index) => {
    if (prose && /^\s*(```|~~~)/.test(line)) fenced = !fenced
    const free = /https?:\/\//.test(line) || (prose && (fenced || /^\s*\|/.test(line)))
    if (free || line.length <= COLUMNS_MAX) return []
    return [`${file.path}:${index + 1}: ${line.length} columns, at most ${COLUMNS_MAX}. Break it.`]
  })
}

export function longFunctions(file: SourceFile): Fault[] {
  if (!isCode(file.path) || isTest(file.path)) return []
  const closings = matchBrackets(file.code)
  return bodies(file.code, closings).flatMap(([start, open]) => {
    const body = file.code.slice(start, closings.get(open) ?? file.code.length)
    const lines = body.split('\n').length
    if (lines <= FUNCTION_LINES_MAX) return []
    return [
      fault(file, start, `${lines} lines in one function, at most 60. Take a step out of it.`),
    ]
  })
}

/** Start of each function and the brace that opens its body. */
function bodies(code: string, closings: ReadonlyMap<number, number>): [number, number][] {
  const arrows = [...code.matchAll(/=>\s*\{/g)].map((match): [number, number] => [
    match.index,
    match.index + match[0].length - 1,
  ])
  const named = [...code.matchAll(/([\w$#]+)\s*(?:<[^()]*>)?\(/g)].flatMap((match) => {
    if (/^(if|for|while|switch|catch|with)$/.test(match[1] ?? '')) return []
    const close = closings.get(match.index + match[0].length - 1)
    const open = close === undefined ? undefined : bodyAfter(code, close + 1, closings)
    return open === undefined ? [] : [[match.index, open] satisfies [number, number]]
  })
  return [...arrows, ...named]
}

/** The brace of the body after a list of parameters and, if given, the type that is returned. */
function bodyAfter(code: string, from: number, closings: ReadonlyMap<number, number>) {
  let at = skipSpace(code, from)
  if (code[at] === '{') return at
  if (code[at] !== ':') return undefined
  for (; at < code.length; at = skipSpace(code, at + 1)) {
    const char = code[at] ?? ''
    if (char === '{' && !/([:|&<,([]|=>|\bis|\bextends)\s*$/.test(code.slice(at - 12, at)))
      return at
    if ('{(['.includes(char)) at = closings.get(at) ?? code.length
    else if (')}],;'.includes(char)) return undefined
    else if (/^(return|const|let|if|for|function|export|import)\b/.test(code.slice(at, at + 9))) {
      if (!/\w/.test(code[at - 1] ?? '')) return undefined
    }
  }
  return undefined
}

function skipSpace(code: string, from: number): number {
  let at = from
  while (at < code.length && /\s/.test(code[at] ?? '')) at++
  return at
}

function matchBrackets(code: string): ReadonlyMap<number, number> {
  const closings = new Map<number, number>()
  const open: number[] = []
  for (let at = 0; at < code.length; at++) {
    if ('{(['.includes(code[at] ?? '')) open.push(at)
    else if (')}]'.includes(code[at] ?? '')) closings.set(open.pop() ?? -1, at)
  }
  return closings
}
