import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'

const OUTPUT_KEPT = 65_536
const LIMIT_MS = 120_000
const TICKS_PER_SECOND = 100

const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

/**
 * Starts a child process; resolves once its standard output matches `says`, or at once without it.
 * Children that are left end with this process. `asks`: it carries probe.js or answers by itself.
 */
export async function startProgram(command, args, { env = {}, says = null, asks = false } = {}) {
  const startedAt = performance.now()
  const child = spawn(command, args, {
    env: { ...cleanEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(asks ? ['ipc'] : [])],
  })
  running.add(child)
  const ended = once(child, 'exit').then(([code, signal]) => {
    running.delete(child)
    return { code, signal }
  })
  const output = collectOutput(child)
  const said = says === null ? null : await until(output, says, ended)
  return {
    pid: child.pid,
    said,
    startedInMs: performance.now() - startedAt,
    ended,
    output: output.text,
    ask: (question, limitMs) => ask(child, question, limitMs),
    tell: (message) => child.send(message),
    cpu: () => cpu(child.pid),
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      return await ended
    },
  }
}

/** Runs a program to its end and gives its standard output; throws if it fails. */
export async function runProgram(command, args, env = {}) {
  const program = await startProgram(command, args, { env })
  const { code } = await program.ended
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${program.output()}`)
  return program.output()
}

/** Nothing of the caller's environment but the way to programs: settings would change figures. */
function cleanEnv() {
  return { PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin` }
}

function collectOutput(child) {
  let text = ''
  const waiting = new Set()
  const take = (chunk) => {
    text = (text + chunk).slice(-OUTPUT_KEPT)
    for (const look of waiting) look()
  }
  child.stdout.setEncoding('utf8').on('data', take)
  child.stderr.setEncoding('utf8').on('data', take)
  return { text: () => text, waiting }
}

function until(output, pattern, ended) {
  return new Promise((resolve, reject) => {
    const settle = (act) => {
      clearTimeout(limit)
      output.waiting.delete(look)
      act()
    }
    const refuse = (why) => settle(() => reject(new Error(`${why}: ${output.text()}`)))
    const limit = setTimeout(() => refuse(`no ${pattern} in time`), LIMIT_MS)
    const look = () => {
      const match = pattern.exec(output.text())
      if (match !== null) settle(() => resolve(match))
    }
    output.waiting.add(look)
    void ended.then(({ code, signal }) => refuse(`ended with ${code ?? signal}`))
    look()
  })
}

async function ask(child, question, limitMs = LIMIT_MS) {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(limitMs) })
  child.send(question)
  const [answer] = await answered
  return answer
}

/** User and system time in ms, of all threads and of the main one, from /proc; NaN without it. */
function cpu(pid) {
  return { all: cpuMs(`/proc/${pid}/stat`), main: cpuMs(`/proc/${pid}/task/${pid}/stat`) }
}

function cpuMs(path) {
  try {
    const fields = readFileSync(path, 'utf8').split(') ')[1].split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND
  } catch {
    return Number.NaN
  }
}
