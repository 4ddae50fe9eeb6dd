import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'

/** What the figures depend on; no names of hosts or people. */
export function describeMachine() {
  const processors = cpus()
  return [
    ['processor', `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`],
    ['memory', `${(totalmem() / 1_073_741_824).toFixed(0)} GB`],
    ['system', `${process.platform} ${process.arch}`],
    ['Node', process.version],
    ['load average at the start', loadavg()[0].toFixed(1)],
    ['commit', commit()],
    ['date', new Date().toISOString().slice(0, 10)],
  ]
}

function commit() {
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim()
  try {
    const changed = git('status', '--porcelain', '--', 'src') === '' ? '' : ', with changes in src'
    return git('rev-parse', '--short', 'HEAD') + changed
  } catch {
    return 'unknown'
  }
}
