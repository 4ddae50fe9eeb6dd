import { hostIdSchema } from '../../contract/host-id.ts'
import type { Computer, Io } from '../terminal/io.ts'
import { inert } from '../terminal/plain-text.ts'
import { type Finding, fault, ok, warning } from './finding.ts'
import { heartbeatLines, judgeCrontab } from './judge-crontab.ts'

/** Names that installation images carry: many computers would share them. */
const SHARED_NAMES = /^(localhost|localhost\.localdomain|raspberrypi|debian|ubuntu|fedora|linux)$/i
const SYSTEM_CRONTABS = ['/etc/crontab', '/etc/cron.d/flatline', '/etc/cron.d/heartbeat']

export async function examineComputer({ computer }: Pick<Io, 'computer'>): Promise<Finding[]> {
  const curl = await computer.run('curl', ['--version'])
  const version = /^curl \S+/.exec(curl.output)?.[0]
  return [
    judgeHostname(computer.hostname()),
    curl.exitCode === 0
      ? ok(`${inert(version ?? 'curl')} is installed.`)
      : warning('curl is not installed.', 'install it, or send heartbeats by: flatline beat'),
    ...(await examineSchedule(computer)),
  ]
}

export function judgeHostname(hostname: string): Finding {
  const shown = inert(hostname).slice(0, 100)
  const rename = 'give the computer a name of its own: hostnamectl set-hostname store-0412-till-3'
  if (!hostIdSchema.safeParse(hostname).success) {
    const cure = `${rename}; or name the host in the heartbeat`
    return fault(`The name of this computer, "${shown}", cannot be a host id.`, cure)
  }
  if (SHARED_NAMES.test(hostname)) {
    const what = `This computer is named "${shown}", like many others: they would look like one.`
    return fault(what, rename)
  }
  return ok(`The name of this computer, ${shown}, can be its host id.`)
}

async function examineSchedule(computer: Computer): Promise<Finding[]> {
  if (computer.platform === 'win32') return [await examineWindowsTask(computer)]
  if (computer.platform === 'darwin') return [await examineLaunchd(computer)]
  const timer = await computer.run('systemctl', ['is-active', 'flatline-heartbeat.timer'])
  if (timer.exitCode === 0) return [ok('The timer flatline-heartbeat.timer is active.')]
  return examineCron(computer)
}

async function examineWindowsTask(computer: Computer): Promise<Finding> {
  const task = await computer.run('schtasks', ['/Query', '/TN', 'Flatline heartbeat'])
  if (task.exitCode === 0) return ok('The scheduled task "Flatline heartbeat" exists.')
  return warning('No scheduled task sends heartbeats.', 'run: flatline install windows')
}

async function examineLaunchd(computer: Computer): Promise<Finding> {
  const job = await computer.run('launchctl', ['print', 'system/flatline.heartbeat'])
  if (job.exitCode === 0) return ok('The job flatline.heartbeat is loaded.')
  return warning('launchd sends no heartbeats.', 'run: flatline install launchd')
}

async function examineCron(computer: Computer): Promise<Finding[]> {
  const own = await computer.run('crontab', ['-l'])
  const crontabs = [{ where: 'your crontab', text: own.exitCode === 0 ? own.output : '' }]
  for (const path of SYSTEM_CRONTABS) {
    const text = await computer.readFile(path).catch(() => '')
    crontabs.push({ where: path, text })
  }
  const findings = crontabs.flatMap(({ where, text }) => judgeCrontab(text, where))
  const count = crontabs.reduce((sum, { text }) => sum + heartbeatLines(text).length, 0)
  if (count === 0) {
    const what = 'Nothing here seems to send heartbeats: no line in your crontab, no timer.'
    return [warning(what, 'run: flatline install cron (or systemd), and follow what it says')]
  }
  return [
    ok(`${count} crontab line(s) send heartbeats.`),
    ...findings,
    ...(await cronRuns(computer)),
  ]
}

async function cronRuns(computer: Computer): Promise<Finding[]> {
  const { exitCode } = await computer.run('pgrep', ['-x', 'cron|crond|busybox'])
  if (exitCode === null) return []
  if (exitCode === 0) return [ok('The cron daemon is running.')]
  const cure = 'start it: systemctl enable --now cron (crond on Fedora, RHEL and Alpine)'
  return [fault('The cron daemon is not running.', cure)]
}
