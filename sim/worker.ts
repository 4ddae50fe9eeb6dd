/** One process of a pool (sim/pool.js): runs a seed per message, and answers with its report. */
import { runSeed } from './run.ts'
import { drawScenario, type Wishes } from './scenario.ts'

interface Job {
  readonly seed: number
  readonly wishes: Wishes
  readonly trace: boolean
}

process.on('message', (job: Job) => {
  void work(job)
})

async function work({ seed, wishes, trace }: Job): Promise<void> {
  const startedMs = process.cpuUsage()
  const { scenario, sometimes, ...report } = await runSeed(drawScenario(seed, wishes), trace)
  const { user, system } = process.cpuUsage(startedMs)
  process.send?.({
    ...report,
    seed,
    wishes,
    engine: scenario.engine,
    hosts: scenario.hosts,
    minutes: scenario.minutes,
    kinds: [...scenario.faults],
    sometimes: [...sometimes],
    cpuMs: (user + system) / 1_000,
  })
}
