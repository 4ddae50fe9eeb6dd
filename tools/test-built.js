/**
 * The simulation and the end-to-end tests at once: the first is busy all the time, the others
 * mostly wait. The simulation gives way to them and leaves them a processor, where there are two;
 * its output comes in one piece, when it ends.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism, constants, setPriority } from 'node:os'

const JOBS = Math.max(1, availableParallelism() - 1)

const inFront = end(run('npm', ['run', '--silent', 'test:e2e'], 'inherit'))
/** Ours, and of what is started from here on. */
setPriority(constants.priority.PRIORITY_LOW)
const [simulated, endToEnd] = await Promise.all([simulate(), inFront])
if (!simulated) process.stderr.write('The simulation failed: see above.\n')
process.exitCode = simulated && endToEnd ? 0 : 1

async function simulate() {
  const running = run(process.execPath, ['tools/test-sim.js', '--jobs', String(JOBS)], 'pipe')
  const said = []
  for (const stream of [running.stdout, running.stderr]) {
    stream.on('data', (chunk) => said.push(chunk))
  }
  const isWell = await end(running)
  process.stdout.write(Buffer.concat(said))
  return isWell
}

function run(program, args, output) {
  return spawn(program, args, { stdio: ['ignore', output, output] })
}

async function end(running) {
  const [code] = await once(running, 'close')
  return code === 0
}
