import { readFileSync } from 'node:fs'

/** What macOS and the BSDs give at least, once Node.js has raised its own soft limit. */
const ELSEWHERE_FILES = 10_240

/**
 * How many files and connections this process may have open at once (RLIMIT_NOFILE, soft; see
 * proc_pid_limits(5)). Infinity where there is no such limit.
 */
export function readOpenFilesMax(limitsPath = '/proc/self/limits'): number {
  const [, text] = /^Max open files +(\d+|unlimited) /m.exec(readOrEmpty(limitsPath)) ?? []
  if (text === 'unlimited') return Number.POSITIVE_INFINITY
  if (text !== undefined) return Number(text)
  return process.platform === 'win32' ? Number.POSITIVE_INFINITY : ELSEWHERE_FILES
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
