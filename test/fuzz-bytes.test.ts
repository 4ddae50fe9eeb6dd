import fc from 'fast-check'
import { expect, it } from 'vitest'
import { expectSound, fieldsIn } from './fuzz/expect-sound.ts'
import { type FuzzedServer, startFuzzed } from './fuzz/fuzzed-server.ts'
import { anyMutation, type Mutation, mutate, split } from './fuzz/mutations.ts'
import { headerOf, type WireAnswer } from './fuzz/read-answers.ts'
import { ID_LENGTH, LAST, seedRequests } from './fuzz/seed-requests.ts'
import { HOW, LIMIT_MS } from './fuzz/settings.ts'
import { openTally, type Tally } from './fuzz/tally.ts'
import { converse, type Exchange, shown } from './fuzz/wire.ts'

interface Line {
  readonly requests: readonly { readonly seed: number; readonly mutations: readonly Mutation[] }[]
  readonly splits: readonly number[]
  /** Neither cut short by us nor asking to be closed: the server's time limits have to end it. */
  readonly patient: boolean
  readonly asksToClose: boolean
}

const LINES_MAX = 60
/** Heartbeats that are answered after all was sent: what has no answer by then waits for more. */
const ROUNDS = 3
const PATIENT_MAX = 100
const FOUND = [
  ...['200', '400', '401', '403', '404', '405', '408', '431', '100'],
  ...['unspoilt', 'cut', 'pipelined', 'malformed_request', 'malformed_json', 'invalid_encoding'],
]

const anyLine: fc.Arbitrary<Line> = fc.record({
  requests: fc.array(
    fc.record({ seed: fc.nat(99), mutations: fc.array(anyMutation, { maxLength: 3 }) }),
    { minLength: 1, maxLength: 4 },
  ),
  splits: fc.array(fc.nat(10_000), { maxLength: 5 }),
  patient: fc.integer({ min: 0, max: 49 }).map((each) => each === 49),
  asksToClose: fc.integer({ min: 0, max: 9 }).map((each) => each < 9),
})

it(
  'answers spoilt bytes soundly, and leaves nothing behind that it refused',
  async () => {
    const server = await startFuzzed()
    const tally = openTally()
    const patient: Promise<void>[] = []
    let lines = 0
    const property = fc.asyncProperty(
      fc.array(anyLine, { maxLength: LINES_MAX, size: 'max' }),
      async (batch) => {
        const sent = batch.map((line) => {
          const id = `z${String(lines++).padStart(ID_LENGTH - 1, '0')}`
          return { id, line, parts: partsOf(server, line, id) }
        })
        const open = sent.map((each) => ({ ...each, ...converse(server.port, each.parts) }))
        const lasting = open.filter(({ line }) => line.patient && patient.length < PATIENT_MAX)
        patient.push(...lasting.map(async ({ done, line }) => judge(await done, line, tally)))
        const prompt = open.filter((each) => !lasting.includes(each))
        await Promise.all(prompt.map(({ written }) => written))
        for (let round = 0; round < ROUNDS; round++) await server.expectWell()
        for (const { cut } of prompt) cut()
        for (const { id, line, done } of prompt) {
          const ended = await done
          judge(ended, line, tally)
          await expectNoHost(server, id, ended)
        }
        await server.expectWell()
      },
    )
    await fc.assert(property, HOW)
    await Promise.all(patient)
    await server.expectWell()
    await server.expectFewFiles()
    tally.report(`${lines} connections with spoilt bytes`)
    expect(tally.missing(FOUND)).toEqual([])
  },
  LIMIT_MS,
)

function partsOf({ keys }: FuzzedServer, line: Line, id: string): Buffer[] {
  const seeds = seedRequests(keys, id)
  const requests = line.requests.map(({ seed, mutations }) =>
    mutations.reduce(
      (bytes, mutation) => mutate(bytes, mutation, seeds),
      seeds[seed % seeds.length] ?? LAST,
    ),
  )
  const asksToClose = line.asksToClose || line.patient
  return split(Buffer.concat([...requests, ...(asksToClose ? [LAST] : [])]), line.splits)
}

function judge({ answers, parts, cut, reset }: Exchange, line: Line, tally: Tally): void {
  try {
    for (const answer of answers) {
      const problem = expectSound(answer)
      tally.add(String(answer.status))
      if (problem !== undefined) tally.add(problem.code)
    }
    if (!cut && !reset) expectUnspoilt(line, answers, tally)
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error)
    throw new Error(`${fault}\nSent, in these parts:\n${shown(parts)}`, { cause: error })
  }
  if (cut) tally.add('cut')
  if (reset) tally.add('reset')
  if (answers.length > 1) tally.add('pipelined')
}

/** What comes before the first spoilt request is answered, until one answer says it is the last. */
function expectUnspoilt(line: Line, answers: readonly WireAnswer[], tally: Tally): void {
  const spoilt = line.requests.findIndex(({ mutations }) => mutations.length > 0)
  const good = spoilt < 0 ? line.requests.length : spoilt
  const finals = answers.filter(({ status }) => status >= 200)
  const last = finals.at(-1)
  const closes = last !== undefined && headerOf(last, 'connection') === 'close'
  if (finals.length < good && !closes) {
    throw new Error(`${good} good requests have ${finals.length} answers`)
  }
  tally.add('unspoilt', good)
}

/** No heartbeat was taken: nobody was registered. With a lost answer nobody can tell. */
async function expectNoHost(server: FuzzedServer, id: string, done: Exchange): Promise<void> {
  if (done.cut || done.reset) return
  if (done.answers.some((answer) => heartbeatsIn(answer) > 0)) return
  const { status } = await server.control.send('GET', `/v1/hosts/${id}`)
  if (status === 404) return
  throw new Error(`${id} was registered by what was refused:\n${shown(done.parts)}`)
}

function heartbeatsIn({ status, body, headOnly }: WireAnswer): number {
  if (status !== 200 || headOnly) return 0
  const text = body.toString('utf8')
  if (text === '{"message":"OK"}') return 1
  return text.startsWith('{"accepted":') ? Number(fieldsIn(body).accepted) : 0
}
