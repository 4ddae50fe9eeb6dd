import { REQUEST_MS_MAX } from '../connect/bounded-fetch.ts'
import type { Settings } from '../connect/settings.ts'
import { toFailure } from '../connect/to-failure.ts'
import type { Io } from '../terminal/io.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const SKEW_MAX_MS = 5_000
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Is it there, is it Flatline, does it take heartbeats, and do the clocks agree? */
export async function examineServer(
  io: Io,
  settings: Settings,
  fetch: Io['fetch'],
): Promise<Finding[]> {
  const findings = examineUrl(settings)
  try {
    const askedAt = io.wallMs()
    const answer = await fetch(`${settings.url}/v1/status`)
    const body = await answer.text()
    findings.push(judgeStatus(settings.url, answer.status, body))
    const halfWay = (askedAt + io.wallMs()) / 2
    findings.push(...judgeClock(answer.headers.get('date'), halfWay))
  } catch (error) {
    const { message, hint } = toFailure(error)
    findings.push(fault(message, hint ?? `it must answer within ${REQUEST_MS_MAX / 1000} s`))
  }
  return findings
}

function examineUrl({ url, urlIsDefault }: Settings): Finding[] {
  if (urlIsDefault) {
    const cure = 'export FLATLINE_URL=https://… on every computer but the server itself'
    return [warning(`FLATLINE_URL is not set, so ${url} is used.`, cure)]
  }
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || LOOPBACK.test(hostname)) return []
  const cure = 'use https://: give the server a certificate (FLATLINE_TLS_CERT) or a proxy'
  return [warning('The key travels unencrypted over http://.', cure)]
}

export function judgeStatus(url: string, status: number, body: string): Finding {
  if (status === 200 && body.includes('"message"')) {
    return ok(`${url} answers and can store heartbeats.`)
  }
  if (status === 503) {
    const cure = 'look at the log of the server: its disk or its sweep is in trouble'
    return fault(`${url} answers, but cannot store heartbeats at the moment.`, cure)
  }
  const cure = 'set FLATLINE_URL to the address of the server, without a path such as /v1'
  return fault(`${url} answers with ${status}, and does not seem to be Flatline.`, cure)
}

/** `now` in milliseconds; the Date header has a resolution of one second. */
export function judgeClock(date: string | null, now: number): Finding[] {
  const serverMs = date === null ? Number.NaN : Date.parse(date)
  if (!Number.isFinite(serverMs)) return []
  const skewMs = now - serverMs
  if (Math.abs(skewMs) <= SKEW_MAX_MS)
    return [ok('The clocks of this computer and the server agree.')]
  const direction = skewMs > 0 ? 'ahead of' : 'behind'
  const seconds = Math.round(Math.abs(skewMs) / 1_000)
  const cure = 'let both follow a time server: timedatectl set-ntp true'
  return [warning(`The clock of this computer is ${seconds} s ${direction} the server's.`, cure)]
}
