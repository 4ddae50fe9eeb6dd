import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { expect, it, onTestFinished } from 'vitest'
import { hostSchema } from '../src/contract/host.ts'
import { incidentSchema } from '../src/contract/incident.ts'
import { type FlatlineServer, startServer } from './kit/flatline-server.ts'
import { leaveOut } from './kit/leave-out.ts'
import { run } from './kit/running.ts'
import { sh } from './kit/shell.ts'
import { waitUntil } from './kit/wait-until.ts'

const CRON = '/usr/sbin/cron'
const CRON_DIR = '/etc/cron.d'
const BEATS = 2
/** Until the next full minute, the greatest phase, and some room. */
const FIRST_BEAT_MS = 115_000
const NEXT_BEAT_MS = 65_000

it("is kept informed by Debian's cron with the published line", {
  timeout: 420_000,
}, async (context) => {
  if (!existsSync(CRON)) leaveOut(context, `${CRON} is not installed`)
  if (process.getuid?.() !== 0) leaveOut(context, `only root may write to ${CRON_DIR}`)
  const server = await startServer({ FLATLINE_INTERVAL: '1m', FLATLINE_GRACE: '5s' })
  const crontab = `${CRON_DIR}/flatline-test-${process.pid}`
  onTestFinished(() => rmSync(crontab, { force: true }))
  writeFileSync(crontab, `${asRoot(publishedLine(server))}\n`, { mode: 0o600 })
  // One that runs already reads the same folder, and lets no other run beside it.
  const { code } = await sh('pgrep -x -r S,R,D cron')
  const cron = code === 0 ? undefined : run(CRON, ['-f'])

  let heardAt = 0
  for (let beat = 1; beat <= BEATS; beat++) {
    const before = heardAt
    heardAt = await waitUntil(
      `heartbeat ${beat} from cron`,
      async () => {
        expect(cron?.exit()).toBeUndefined()
        const latest = await lastHeartbeat(server)
        return latest > before && latest
      },
      beat === 1 ? FIRST_BEAT_MS : NEXT_BEAT_MS,
      () => cron?.stderr(),
    )
    expect(await server.admin.all('/v1/incidents', incidentSchema)).toEqual([])
  }

  rmSync(crontab)
  const incident = await waitUntil(
    'the host to go missing without its line',
    async () => (await server.admin.all('/v1/incidents?state=open', incidentSchema))[0],
    NEXT_BEAT_MS + 5_000,
  )
  expect(incident.hostId).toBe(hostname())
  expect(Date.parse(incident.lastHeartbeatAt)).toBe(heardAt)
})

/** From the program's own output, as a person copies it. */
function publishedLine(server: FlatlineServer): string {
  const line = /^ *(\* \* \* \* \* .*)$/m.exec(server.process().stdout())?.[1]
  if (line === undefined) throw new Error('no crontab line was printed')
  return line
}

/** A file in cron.d names the user after the time. */
function asRoot(line: string): string {
  return line.replace('* * * * * ', '* * * * * root ')
}

async function lastHeartbeat(server: FlatlineServer): Promise<number> {
  const answer = await server.admin.send('GET', `/v1/hosts/${hostname()}`)
  if (answer.status === 404) return 0
  return Date.parse(hostSchema.parse(JSON.parse(answer.text)).lastHeartbeatAt ?? '')
}
