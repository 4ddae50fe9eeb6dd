import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { expectSound, fieldsIn } from './fuzz/expect-sound.ts'
import { type FuzzedServer, startFuzzed } from './fuzz/fuzzed-server.ts'
import { anyBody, bytesOf, ID, type SentBody } from './fuzz/heartbeat-bodies.ts'
import { split } from './fuzz/mutations.ts'
import { headerOf, type WireAnswer } from './fuzz/read-answers.ts'
import { HOW, LIMIT_MS } from './fuzz/settings.ts'
import { openTally, type Tally } from './fuzz/tally.ts'
import { exchange, shown } from './fuzz/wire.ts'

const FOUND = [
  ...['200', '400', '401', '403', '413', '415', 'taken one', 'taken many', 'refused in a batch'],
  ...['empty_body', 'malformed_json', 'not_an_object', 'empty_host_id', 'invalid_host_id'],
  ...['unexpanded_host_id', 'wrong_type', 'out_of_range', 'invalid_duration', 'invalid_label'],
  ...['invalid_indicator', 'invalid_field', 'too_many', 'invalid_encoding', 'body_too_large'],
]
const BODIES_MAX = 60
/** Connections side by side. */
const LINES = 20

const anyRun = fc.record({
  bodies: fc.array(anyBody, { minLength: 1, maxLength: BODIES_MAX, size: 'max' }),
  splits: fc.array(fc.nat(10_000), { maxLength: 8 }),
})

interface Sent {
  readonly body: SentBody
  readonly text: string
}

it(
  'registers exactly those hosts whose heartbeats it took, whatever the bodies',
  async () => {
    const server = await startFuzzed()
    const tally = openTally()
    let run = 0
    const property = fc.asyncProperty(anyRun, async ({ bodies, splits }) => {
      const prefix = `r${run++}-`
      const sent = bodies.map((body, index): Sent => {
        let items = 0
        const text = body.text.replaceAll(ID, () => `${prefix}${index}-${items++}`)
        return { body, text }
      })
      const taken = new Set<string>()
      const lines = Array.from({ length: LINES }, (_, line) =>
        sent.filter((_, index) => index % LINES === line),
      )
      await Promise.all(lines.map((line) => talk(server, line, splits, taken, tally)))
      expect(await registered(server, prefix)).toEqual(within(taken, prefix))
      await server.expectWell()
    })
    await fc.assert(property, HOW)
    await server.expectFewFiles()
    tally.report(`${run} runs of bodies`)
    expect(tally.missing(FOUND)).toEqual([])
  },
  LIMIT_MS,
)

/** Sends what is left after an answer that was the last of its connection on a new one. */
async function talk(
  server: FuzzedServer,
  line: readonly Sent[],
  splits: readonly number[],
  taken: Set<string>,
  tally: Tally,
): Promise<void> {
  for (let at = 0; at < line.length; ) {
    const left = line.slice(at)
    const bytes = Buffer.concat(left.map((each) => requestOf(server, each)))
    const { answers, parts } = await exchange(server.port, split(bytes, splits), left.length)
    try {
      for (const answer of answers) judge(line[at++], answer, taken, tally)
    } catch (error) {
      throw new Error(`${error}\nSent, in these parts:\n${shown(parts)}`, { cause: error })
    }
    const last = answers.at(-1)
    const closed = last !== undefined && headerOf(last, 'connection') === 'close'
    if (at < line.length && !closed) throw new Error(`an answer is missing:\n${shown(parts)}`)
  }
}

function requestOf({ keys }: FuzzedServer, { body, text }: Sent): Buffer {
  const bytes = bytesOf(body, text)
  const key = { beat: keys.beat, admin: keys.admin, broken: `${keys.beat}x`, none: '' }[body.key]
  const lines = [
    `POST ${body.route} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(key === '' ? [] : [`x-api-key: ${key}`]),
    ...body.headers,
    `Content-Length: ${bytes.length}`,
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes])
}

/** Notes whose heartbeats were taken, by reading the body as the platform does. */
function judge(sent: Sent | undefined, answer: WireAnswer, taken: Set<string>, tally: Tally): void {
  const problem = expectSound(answer)
  tally.add(String(answer.status))
  if (problem !== undefined) tally.add(problem.code)
  if (sent === undefined || answer.status !== 200) return
  if (sent.body.route !== '/v1/heartbeats') {
    tally.add('taken one')
    taken.add(idIn(readOne(sent.text)))
    return
  }
  tally.add('taken many')
  const { accepted, rejected } = manySchema.parse(fieldsIn(answer.body))
  const items = readMany(sent.text)
  const refused = new Set(rejected.map(({ index }) => index))
  tally.add('refused in a batch', refused.size)
  expect(accepted + refused.size).toBe(items.length)
  for (const [index, item] of items.entries()) if (!refused.has(index)) taken.add(idIn(item))
}

const manySchema = z.strictObject({
  accepted: z.int(),
  rejected: z.array(z.strictObject({ index: z.int(), code: z.string(), detail: z.string() })),
})

function readOne(text: string): unknown {
  return text.startsWith('hostId=')
    ? { hostId: new URLSearchParams(text.trim()).get('hostId') }
    : JSON.parse(text)
}

function readMany(text: string): unknown[] {
  const whole = parsed(text)
  if (Array.isArray(whole)) return whole
  if (whole !== undefined) return [whole]
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parsed)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const idSchema = z.object({ hostId: z.string() })

function idIn(heartbeat: unknown): string {
  return idSchema.parse(heartbeat).hostId
}

const pageSchema = z.object({ items: z.array(idSchema), next: z.string().nullable() })

async function registered({ control }: FuzzedServer, prefix: string): Promise<string[]> {
  const { text } = await control.send('GET', `/v1/hosts?limit=1000&q=${prefix}`)
  const { items, next } = pageSchema.parse(JSON.parse(text))
  expect(next).toBeNull()
  return within(new Set(items.map(({ hostId }) => hostId)), prefix)
}

/** Ids that some other run may use too prove nothing. */
function within(ids: ReadonlySet<string>, prefix: string): string[] {
  return [...ids].filter((id) => id.replace(/^x/, '').startsWith(prefix)).sort()
}
