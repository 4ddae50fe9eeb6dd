import { createClient } from '../../contract/client.ts'
import { ContractError } from '../../contract/contract-error.ts'
import { requireBeat } from '../connect/require-beat.ts'
import type { Settings } from '../connect/settings.ts'
import { toFailure } from '../connect/to-failure.ts'
import type { Io } from '../terminal/io.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const KEY_CHARACTERS = 61
type Answer = 'allowed' | 'forbidden' | 'refused'

/** Asks the server what the key may do, by requests that change nothing. */
export async function examineKey(settings: Settings, fetch: Io['fetch']): Promise<Finding[]> {
  const { key } = settings
  if (key === undefined) {
    return [warning('FLATLINE_KEY is not set.', 'export FLATLINE_KEY=fl_… and run it again')]
  }
  const client = createClient({ baseUrl: settings.url, key, fetch })
  try {
    const beat = await ask(() => requireBeat(client))
    if (beat === 'refused') return [judgeRefusedKey(key)]
    const read = await ask(() => client.hosts.list({ limit: 1 }))
    const admin = await ask(() => client.keys.list({ limit: 1 }))
    return judgeScopes({ beat, read, admin })
  } catch (error) {
    const { message, hint } = toFailure(error)
    return [fault(`The key could not be tried. ${message}`, hint ?? 'mend the server first')]
  }
}

export function judgeScopes(
  answers: Readonly<Record<'beat' | 'read' | 'admin', Answer>>,
): Finding[] {
  const scopes = Object.entries(answers).flatMap(([scope, answer]) =>
    answer === 'allowed' ? [scope] : [],
  )
  const accepted = ok(`The key is valid; scopes: ${scopes.join(', ') || 'none'}.`)
  if (answers.beat !== 'allowed') {
    const cure = 'use a key with the scope beat on computers that send heartbeats'
    return [accepted, warning('The key may not send heartbeats.', cure)]
  }
  if (answers.admin !== 'allowed') return [accepted]
  const cure = 'put a key with the scope beat only onto computers that send heartbeats'
  return [accepted, warning('The key may send heartbeats and change everything.', cure)]
}

/** Says what is wrong with its form, as far as that can be seen; never the key itself. */
export function judgeRefusedKey(key: string): Finding {
  const refused = 'The server refuses the key'
  const copied = 'copy the whole key again, or make a new one: flatline keys create'
  if (!key.startsWith('fl_')) return fault(`${refused}: keys begin with fl_.`, copied)
  if (key.length !== KEY_CHARACTERS) {
    const lengths = `it has ${key.length} characters, and keys have ${KEY_CHARACTERS}`
    return fault(`${refused}: ${lengths}.`, copied)
  }
  const cure = `${copied}; it may be mistyped, revoked, expired, or of another server`
  return fault(`${refused}, although its form is right.`, cure)
}

async function ask(question: () => Promise<unknown>): Promise<Answer> {
  try {
    await question()
    return 'allowed'
  } catch (error) {
    if (!(error instanceof ContractError)) throw error
    if (error.problem.status === 401) return 'refused'
    if (error.problem.code === 'insufficient_scope') return 'forbidden'
    throw error
  }
}
