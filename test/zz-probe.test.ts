import { it } from 'vitest'
import { startServer } from '/work/main/test/kit/flatline-server.ts'
import { startSwarm } from '/work/main/test/kit/swarm.ts'
import { pause } from '/work/main/test/kit/wait-until.ts'
it('probe', async () => {
  const server = await startServer()
  for (const phase of ['register', 'steady', 'steady']) {
    const swarm = startSwarm({ url: server.url, key: server.beatKey, hostIds: Array.from({length: 4000}, (_, i) => 'a-' + i), fields: {interval:'1h'}, connections: 50, everyMs: 0 })
    const c0 = process.cpuUsage()
    await pause(phase === 'register' ? 3000 : 4000)
    const n = swarm.answers.get(200)
    const c = process.cpuUsage(c0)
    console.log(phase, n, Object.fromEntries(swarm.answers), 'client cpu ms', (c.user + c.system)/1000)
    await swarm.stop()
  }
  const {execSync} = await import('node:child_process')
  console.log(execSync(`ps -o pid,cputime,etime,rss -p ${server.process().pid}; uptime; ps -eo pcpu,args --sort=-pcpu | head -8 | cut -c1-120`).toString())
}, 60000)
