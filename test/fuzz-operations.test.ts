import fc from 'fast-check'
import { expect, it } from 'vitest'
import { expectSound } from './fuzz/expect-sound.ts'
import { startFuzzed } from './fuzz/fuzzed-server.ts'
import { type LivingThings, livingThings } from './fuzz/living-things.ts'
import { misfits, OPERATIONS, type Operation } from './fuzz/openapi.ts'
import { anyRequest, type OperationRequest } from './fuzz/operation-requests.ts'
import { headerOf, type WireAnswer } from './fuzz/read-answers.ts'
import { HOW, LIMIT_MS, RUNS, SEED } from './fuzz/settings.ts'
import { openTally, type Tally } from './fuzz/tally.ts'
import { exchange, shown } from './fuzz/wire.ts'

const PER_ROUND = 30
const ROUNDS = Math.max(1, Math.ceil(RUNS / PER_ROUND))
const FOUND = [
  ...['200', '201', '204', '400', '401', '403', '404', '409', '412', '413', '415', '422'],
  ...['invalid_query', 'invalid_cursor', 'invalid_field', 'unknown_field', 'forbidden_url'],
  ...['idempotency_mismatch', 'precondition_failed', 'ambiguous_key', 'key_in_query'],
  ...['forbidden_origin', 'smtp_not_configured', 'sns_not_configured', 'refused and unchanged'],
]
/** What is removed is removed last, so that the others meet something. */
const IN_ORDER = [
  ...OPERATIONS.filter(({ method }) => method !== 'DELETE'),
  ...OPERATIONS.filter(({ method }) => method === 'DELETE'),
]
/** Whatever is asked for, HTTP itself may be at fault, and then no operation was reached. */
const BEFORE_ANY = new Set([405, 408, 431])

it(
  'keeps to its description in every operation, and what it refuses changes nothing',
  async () => {
    const server = await startFuzzed()
    const things = await livingThings(server)
    const undescribed = new Set<string>()
    const counts: Counts = { visits: openTally(), tally: openTally() }
    const { visits, tally } = counts
    for (let round = 0; round < ROUNDS; round++) {
      await things.refresh()
      for (const [index, operation] of IN_ORDER.entries()) {
        const property = fc.asyncProperty(fc.noBias(anyRequest(operation)), async (request) => {
          await attempt(server.port, things, operation, request, undescribed, counts)
          server.expectQuiet()
        })
        const seed = SEED + round * IN_ORDER.length + index
        await fc.assert(property, { ...HOW, seed, numRuns: runsOf(operation) })
        await server.expectWell()
      }
    }
    await server.expectFewFiles()
    const sent = OPERATIONS.reduce((sum, { name }) => sum + visits.of(name), 0)
    tally.report(`${sent} requests to ${OPERATIONS.length} operations`)
    expect([...undescribed].sort()).toEqual([])
    expect(visits.missing(OPERATIONS.map(({ name }) => name))).toEqual([])
    expect(
      visits.missing(OPERATIONS.map(({ name }) => `${name} served`).filter(mayBeServed)),
    ).toEqual([])
    expect(
      visits.missing(OPERATIONS.map(({ name }) => `${name} refused`).filter(mayBeRefused)),
    ).toEqual([])
    expect(tally.missing(FOUND)).toEqual([])
  },
  LIMIT_MS,
)

/** Where there is a body there is more to get wrong. */
function runsOf({ requestBody }: Operation): number {
  return requestBody === undefined ? PER_ROUND : 2 * PER_ROUND
}

/** Without Amazon SNS nobody has recipients. */
function mayBeServed(name: string): boolean {
  return !name.includes('/recipients')
}

/** Open to all, and whatever else is sent along is ignored. */
function mayBeRefused(name: string): boolean {
  return !/ (?:\/healthz|\/readyz|\/v1\/status|DELETE \/v1\/session) /.test(` ${name} `)
}

interface Counts {
  /** By operation. */
  readonly visits: Tally
  readonly tally: Tally
}

async function attempt(
  port: number,
  things: LivingThings,
  operation: Operation,
  request: OperationRequest,
  undescribed: Set<string>,
  { visits, tally }: Counts,
): Promise<void> {
  const before = operation.method === 'GET' ? '' : await things.before()
  const bytes = bytesOf(operation, request, things)
  const { answers, reset } = await exchange(port, [bytes], 1)
  try {
    const [answer] = answers
    if (answer === undefined)
      throw new Error(`no answer came, ${reset ? 'but a reset' : 'only an end'}`)
    things.learn(operation.path, answer)
    visits.add(operation.name)
    visits.add(`${operation.name} ${answer.status < 400 ? 'served' : 'refused'}`)
    tally.add(String(answer.status))
    expectDescribed(operation, answer, undescribed, tally)
    if (before === '') return
    if (answer.status < 400) return things.change()
    expect(await things.look()).toBe(before)
    tally.add('refused and unchanged')
  } catch (error) {
    throw new Error(`${error}\nSent:\n${shown([bytes])}`, { cause: error })
  }
}

function bytesOf(operation: Operation, request: OperationRequest, things: LivingThings): Buffer {
  const body = request.body === null ? null : Buffer.from(things.fill(request.body))
  const lines = [
    `${operation.method} ${things.fill(request.target)} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    ...request.headers.map(things.fill),
    ...(body === null ? [] : [`Content-Length: ${body.length}`]),
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return body === null ? head : Buffer.concat([head, body])
}

/** Its body is as described; a status or code that is not listed is noted. */
function expectDescribed(
  operation: Operation,
  answer: WireAnswer,
  undescribed: Set<string>,
  tally: Tally,
): void {
  const { status, body } = answer
  const problem = expectSound(answer)
  if (problem !== undefined) tally.add(problem.code)
  if (BEFORE_ANY.has(status)) return
  const described = operation.responses[String(status)]
  if (described === undefined || !described.description.includes(problem?.code ?? '')) {
    undescribed.add(`${operation.name}: ${status} ${problem?.code ?? ''}`)
  }
  if (described === undefined) return
  const said = headerOf(answer, 'content-type')?.split(';')[0]
  const content = Object.entries(described.content ?? {})
  const found = content.find(([type]) => type === said)
  if (found === undefined) {
    if (content.length > 0 || body.length > 0) throw new Error(`${status} is not listed as ${said}`)
    return
  }
  if (!found[0].endsWith('json')) return
  expect(misfits(found[1].schema, JSON.parse(body.toString('utf8')))).toEqual([])
}
