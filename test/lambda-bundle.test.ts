import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openClient } from '../src/store/dynamodb/client.ts'
import { createTables } from '../src/store/dynamodb/tables.ts'
import { type GatewayHandler, startGateway } from './kit/api-gateway.ts'
import { type Dynalite, startDynalite } from './kit/dynalite.ts'
import { httpEvent } from './kit/http-event.ts'
import { type LambdaFunction, startLambda } from './kit/lambda-function.ts'
import { curl } from './kit/shell.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Minified, without the SDK: what is loaded before the first answer. */
const INGEST_BYTES_MAX = 60 * 1_024
const INGEST_INPUTS = `${ROOT}dist/lambda/ingest.inputs.json`
const SCHEDULER = JSON.parse(readFileSync(`${ROOT}test/kit/events/scheduler.json`, 'utf8'))

let dynalite: Dynalite

beforeAll(async () => {
  dynalite = await startDynalite('us-east-1')
  execFileSync(process.execPath, [`${ROOT}tools/bundle-lambda.js`], { timeout: 60_000 })
})
afterAll(() => dynalite.close())

/** What the functions of one region are told, with new tables. */
async function makeRegion(): Promise<Record<string, string>> {
  const [pulses, records] = [dynalite.newName('pulses'), dynalite.newName('records')]
  const client = openClient(dynalite.place)
  await createTables(client, { pulses, records })
  client.destroy()
  return {
    AWS_REGION: 'us-east-1',
    FLATLINE_PULSES_TABLE: pulses,
    FLATLINE_RECORDS_TABLE: records,
    FLATLINE_DYNAMODB_ENDPOINT: dynalite.place.endpoint,
    FLATLINE_RECORDS_ENDPOINT: dynalite.place.endpoint,
    FLATLINE_PUBLIC_URL: 'https://flatline.example.com',
  }
}

async function start(name: 'ingest' | 'api' | 'sweep', variables: Record<string, string>) {
  const started = await startLambda(name, variables)
  onTestFinished(() => started.end())
  return started
}

describe('the bundle of the function for heartbeats', () => {
  it('is small', () => {
    const { loadedBytes } = JSON.parse(readFileSync(INGEST_INPUTS, 'utf8'))
    expect(loadedBytes).toBeGreaterThan(statSync(`${ROOT}dist/lambda/ingest/index.mjs`).size)
    expect(loadedBytes).toBeLessThan(INGEST_BYTES_MAX)
  })

  it('holds no package at all: neither zod nor hono nor pino', () => {
    const { inputs } = JSON.parse(readFileSync(INGEST_INPUTS, 'utf8'))
    expect(inputs).toContain('dist/api/ingest.js')
    expect(inputs.filter((path: string) => path.includes('node_modules'))).toEqual([])
  })
})

describe('the bundle of the API', () => {
  it('brings its pages and its version along', async () => {
    const api = await start('api', await makeRegion())
    const answer = async (target: string) => resultOf(api, httpEvent({ method: 'GET', target }))
    expect((await answer('/docs/getting-started')).statusCode).toBe(200)
    const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'))
    expect((await answer('/')).body).toContain(`Version ${version}`)
  })
})

it.each(['ingest', 'api'] as const)('%s answers 500 and says why in its log', async (name) => {
  const broken = await start(name, { AWS_REGION: 'us-east-1' })
  const { statusCode } = await resultOf(broken, httpEvent({ target: '/v1/heartbeat' }))
  expect(statusCode).toBe(500)
  expect(broken.log()).toContain('FLATLINE_PULSES_TABLE is missing, for example')
})

it('serves curl through a gateway: heartbeat, sweep, status, fleet', async () => {
  const variables = await makeRegion()
  const [ingest, api, sweep] = await Promise.all([
    start('ingest', variables),
    start('api', variables),
    start('sweep', variables),
  ])
  const { admin, beat } = keysOf(await sweep.invoke({ command: 'first-key' }))
  const gateway = await startGateway((path) =>
    handlerOf(path.startsWith('/v1/heartbeat') ? ingest : api),
  )
  onTestFinished(() => gateway.close())
  const { url } = gateway
  expect((await curl(`${url}/healthz`)).status).toBe(200)
  expect((await curl(`${url}/v1/status`)).status).toBe(503)
  const sent = `-H 'x-api-key: ${beat}' -d '{"hostId":"till-1","site":"0412"}'`
  const first = await curl(`${sent} ${url}/v1/heartbeat`)
  expect(first).toEqual({ status: 200, body: '{"message":"OK"}' })
  const misspelt = await curl(`${sent} ${url}/v1/hearbeat`)
  expect(misspelt.status).toBe(200)
  const twice = await curl(
    `-H 'x-api-key: ${beat}' -H 'x-api-key: ${beat}' -d {} ${url}/v1/heartbeat`,
  )
  expect([twice.status, JSON.parse(twice.body).code]).toEqual([400, 'ambiguous_key'])
  await sweep.invoke(SCHEDULER)
  const read = (path: string) => curl(`-H 'x-api-key: ${admin}' ${url}${path}`)
  expect(JSON.parse((await read('/v1/hosts/till-1')).body)).toMatchObject({
    hostId: 'till-1',
    site: '0412',
    state: 'up',
  })
  await expect
    .poll(async () => (await curl(`${url}/v1/status`)).status, { timeout: 15_000 })
    .toBe(200)
  expect((await read('/v1/stream')).status).toBe(501)
  expect(ingest.log() + api.log()).not.toContain(beat)
  expect(ingest.log()).toContain('"HeartbeatsRecorded":1')
})

it('is one folder per function, ready to be uploaded', () => {
  for (const name of ['ingest', 'api', 'sweep']) {
    expect(existsSync(`${ROOT}dist/lambda/${name}/index.mjs`)).toBe(true)
    expect(existsSync(`${ROOT}dist/lambda/${name}/index.mjs.map`)).toBe(true)
  }
})

function handlerOf(called: LambdaFunction): GatewayHandler {
  return (event) => resultOf(called, event)
}

async function resultOf(called: LambdaFunction, event: object) {
  return (await called.invoke(event)) as APIGatewayProxyStructuredResultV2
}

function keysOf(answer: unknown) {
  return (answer as { keys: { admin: string; beat: string } }).keys
}
