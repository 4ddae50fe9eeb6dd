import type { FirstKeys } from './first-start.ts'

export interface GreetingFacts {
  readonly version: string
  /** Where it listens, for a person at this machine. */
  readonly url: string
  /** Where other computers reach it. */
  readonly reachableUrl: string
  /** A folder, or tables. */
  readonly dataPlace: string
  /** How the command line is called here. */
  readonly program: string
  readonly keys: FirstKeys | null
  /** Opens one session, and is printed as a link; null where no keys are shown. */
  readonly signInToken: string | null
}

/** What a start prints to standard output. Keys are shown on the very first start only. */
export function greet(facts: GreetingFacts): string[] {
  const { version, url, dataPlace, keys } = facts
  const lines = ['', `Flatline ${version} listens on ${url}`, `  data   ${dataPlace}`]
  return keys === null
    ? [...lines, `  docs   ${url}/docs`, '']
    : [...lines, `  docs   ${url}/docs`, '', ...firstSteps(facts, keys)]
}

function firstSteps(facts: GreetingFacts, keys: FirstKeys): string[] {
  const { url, reachableUrl, program, signInToken } = facts
  return [
    'Keys, shown this once:',
    `  admin  ${keys.admin}`,
    `  beat   ${keys.beat}`,
    '',
    ...(signInToken === null ? [] : signInLines(url, signInToken)),
    'Send a first heartbeat:',
    `  ${curlLine(url, keys.beat)}`,
    '',
    'The same line for the crontab of every computer:',
    `  ${cronLine(reachableUrl, keys.beat)}`,
    '',
    'A host that falls silent is told here. To tell people:',
    `  FLATLINE_URL=${url} FLATLINE_KEY=${keys.admin} ${program} subscriptions create --help`,
    '',
  ]
}

/** Behind the `#`, so that it reaches no log: browsers do not send it. */
function signInLines(url: string, once: string): string[] {
  return [
    'Open the dashboard, once, within 15 minutes; after that, sign in with the admin key:',
    `  ${url}/signin#once=${once}`,
    '',
  ]
}

export function curlLine(url: string, key: string): string {
  const body = String.raw`"{\"hostId\":\"$(hostname)\"}"`
  return `curl -fsS -H "x-api-key: ${key}" -d ${body} ${url}/v1/heartbeat`
}

/**
 * A phase that is fixed per host spreads the fleet over the minute; retries take false alarms at
 * 1 % loss to none. In a crontab `%` means a new line unless it is escaped.
 */
export function cronLine(url: string, key: string): string {
  const phase = String.raw`sleep $(( $(hostname | cksum | cut -d' ' -f1) \% 50 ))`
  const send = 'curl -fsS -m 10 --retry 2 -o /dev/null'
  const body = String.raw`"{\"hostId\":\"$(hostname)\"}"`
  return `* * * * * ${phase}; ${send} -H "x-api-key: ${key}" -d ${body} ${url}/v1/heartbeat`
}
