import { EXIT } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Io } from '../terminal/io.ts'

export interface Settings {
  /** Without a trailing slash. */
  readonly url: string
  readonly urlIsDefault: boolean
  readonly key: string | undefined
}

const DEFAULT_URL = 'http://localhost:8080'
/** A name or address with its port and no scheme: `localhost:8080` reads as a scheme. */
const BARE_HOST = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])(?::\d{1,5})?\/?$/
const LOOPBACK = /^(?:localhost|127\.[0-9.]+|\[::1\])(?::|\/|$)/
const PRINTABLE = /^[\x21-\x7e]{1,500}$/

/** Reads FLATLINE_URL and FLATLINE_KEY, or the file that FLATLINE_KEY_FILE names. */
export async function readSettings(io: Io): Promise<Settings> {
  const url = io.env.FLATLINE_URL?.trim() || undefined
  return {
    url: parseUrl(url ?? DEFAULT_URL),
    urlIsDefault: url === undefined,
    key: await readKey(io),
  }
}

/** The key, or a failure that says where to put it. */
export function requireKey(settings: Settings): string {
  if (settings.key !== undefined) return settings.key
  throw new Failure(
    EXIT.badConfiguration,
    'No API key is set.',
    'export FLATLINE_KEY=fl_…, or name a file that holds it: FLATLINE_KEY_FILE=~/.flatline-key',
  )
}

function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const fault = faultOf(url)
  if (url === undefined || fault !== undefined) {
    throw new Failure(EXIT.badConfiguration, `FLATLINE_URL ${fault}.`, cureOf(text))
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

function cureOf(text: string): string {
  if (!BARE_HOST.test(text)) return 'an example: FLATLINE_URL=https://flatline.example.com'
  return `write ${LOOPBACK.test(text) ? 'http' : 'https'}://${text}`
}

function faultOf(url: URL | undefined): string | undefined {
  if (url === undefined) return 'is not a URL'
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return 'must begin with http:// or https://'
  if (url.username !== '' || url.password !== '') return 'must not hold a name or password'
  if (url.search !== '' || url.hash !== '') return 'must not have a query or fragment'
  return undefined
}

async function readKey(io: Io): Promise<string | undefined> {
  const direct = io.env.FLATLINE_KEY?.trim() || undefined
  const file = io.env.FLATLINE_KEY_FILE?.trim() || undefined
  if (direct !== undefined && file !== undefined) {
    throw new Failure(
      EXIT.badConfiguration,
      'FLATLINE_KEY and FLATLINE_KEY_FILE are both set.',
      'unset one of them',
    )
  }
  if (direct !== undefined) return checkKey('FLATLINE_KEY', direct)
  return file === undefined ? undefined : checkKey('FLATLINE_KEY_FILE', await readKeyFile(io, file))
}

async function readKeyFile(io: Io, path: string): Promise<string> {
  const content = await io.computer.readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(
      EXIT.badConfiguration,
      `The file that FLATLINE_KEY_FILE names cannot be read (${error.code ?? error.message}).`,
      'check its path and its permissions',
    )
  })
  return content.trim()
}

function checkKey(source: string, key: string): string {
  if (PRINTABLE.test(key)) return key
  throw new Failure(
    EXIT.badConfiguration,
    `${source} does not hold one API key.`,
    'a key looks like fl_xxxxxxxx_… and stands alone, without spaces or line breaks',
  )
}
