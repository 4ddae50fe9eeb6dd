/**
 * How long a new process of the heartbeat function needs for its first answer, against a handler
 * that does nothing. Needs `npm run build:lambda`.
 */
import { fileURLToPath } from 'node:url'
import { median, ms, spread } from './kit/numbers.js'
import { runProgram, startProgram } from './kit/program.js'
import { renderSection } from './kit/report.js'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const CHILD = path('./kit/cold-child.js')
const STORE = path('./kit/dynalite-child.js')
const HANDLERS = {
  flatline: path('../dist/lambda/ingest/index.mjs'),
  bare: path('./kit/bare-handler.js'),
}
const FIRST_KEY = `const { handler } = await import(process.argv[1])
const { keys } = await handler({ command: 'first-key' })
process.stdout.write('\\nkey ' + keys.beat + '\\n')
process.exit()`

export async function measureCold({ quick = false } = {}) {
  const rounds = quick ? 3 : 11
  const store = await startProgram(process.execPath, [STORE], { says: /store at (\S+)/ })
  try {
    const env = environment(store.said[1])
    const event = JSON.stringify(heartbeat(await makeKey(env)))
    const runs = { flatline: [], bare: [] }
    await coldStart('flatline', event, env)
    for (let round = 0; round < rounds; round++) {
      for (const name of Object.keys(runs)) runs[name].push(await coldStart(name, event, env))
    }
    return section(runs, rounds)
  } finally {
    await store.end()
  }
}

async function coldStart(name, event, env) {
  const output = await runProgram(process.execPath, [CHILD, HANDLERS[name], event], env)
  const measured = JSON.parse(/measured (.*)/.exec(output)[1])
  const wanted = name === 'bare' ? 202 : 200
  if (measured.statuses.some((status) => status !== wanted)) throw new Error(output)
  return measured
}

function environment(endpoint) {
  return {
    AWS_REGION: 'us-east-1',
    FLATLINE_PULSES_TABLE: 'pulses',
    FLATLINE_RECORDS_TABLE: 'records',
    FLATLINE_DYNAMODB_ENDPOINT: endpoint,
    FLATLINE_RECORDS_ENDPOINT: endpoint,
    NODE_NO_WARNINGS: '1',
  }
}

async function makeKey(env) {
  const sweep = path('../dist/lambda/sweep/index.mjs')
  const args = ['--input-type=module', '-e', FIRST_KEY, sweep]
  return /key (\S+)/.exec(await runProgram(process.execPath, args, env))[1]
}

/** As an HTTP API sends it, payload format 2.0. */
function heartbeat(key) {
  return {
    version: '2.0',
    rawPath: '/v1/heartbeat',
    rawQueryString: '',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    requestContext: { http: { method: 'POST', path: '/v1/heartbeat', sourceIp: '192.0.2.7' } },
    body: '{"hostId":"store-0412-till-3","site":"0412"}',
    isBase64Encoded: false,
  }
}

const secondMs = (run) => run.secondMs

function section(runs, rounds) {
  const row = (what, pick) => {
    const [flatline, bare] = [runs.flatline.map(pick), runs.bare.map(pick)]
    const ratio = median(flatline) / median(bare)
    return [what, spread(flatline, ms), spread(bare, ms), ratio.toFixed(1)]
  }
  return {
    title: 'Cold start of the heartbeat function',
    name: 'cold',
    notes: [
      `Medians of ${rounds} alternating runs, each in a fresh process on this machine, which is ` +
        'not Lambda. Loading includes the AWS SDK, read from node_modules as hundreds of files; ' +
        "Lambda's runtime brings its own. The first answer connects, reads the key and writes " +
        'the pulse of a known host; the second is that one write. The store is dynalite in ' +
        'another process.',
    ],
    tables: [
      {
        columns: ['since the process started', 'Flatline', 'bare handler', 'ratio'],
        rows: [
          row('loaded', ({ loadedMs }) => loadedMs),
          row('first answer', ({ firstMs }) => firstMs),
          ['second answer, by itself', spread(runs.flatline.map(secondMs), ms), '', ''],
        ],
      },
    ],
    goals: [],
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const measured = await measureCold({ quick: process.argv.includes('--quick') })
  const lines = renderSection(measured).filter((line) => !line.includes('--only'))
  process.stdout.write(`${lines.join('\n')}\n`)
}
