import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startDynamodb } from './kit/dynamodb-process.ts'
import { failedStart } from './kit/failed-start.ts'
import { serveEnv } from './kit/flatline-server.ts'
import { freePort } from './kit/free-port.ts'

const WITHOUT_SDK = fileURLToPath(new URL('kit/without-aws-sdk.mjs', import.meta.url))

it('refuses to start while a variable is missing or bad, and says how it should look', async () => {
  const { env } = await setting()
  const faults: [variable: string, value: string][] = [
    ['FLATLINE_PULSES_TABLE', ''],
    ['FLATLINE_RECORDS_TABLE', ''],
    ['AWS_REGION', ''],
    ['FLATLINE_PULSES_TABLE', 'a/b'],
    ['FLATLINE_RECORDS_TABLE', 'no'],
    ['AWS_REGION', 'Virginia'],
    ['FLATLINE_PEER_REGION', 'Oregon'],
    ['FLATLINE_DYNAMODB_ENDPOINT', 'localhost:8000'],
    ['FLATLINE_SWEEP_INTERVAL', '2m'],
    ['FLATLINE_STORE', 'dynamo'],
  ]
  for (const [variable, value] of faults) {
    const { code, sentence } = await failedStart({ ...env, [variable]: value })
    expect({ variable, value, code }).toEqual({ variable, value, code: 78 })
    expect(sentence).toContain(`cannot start. ${variable} `)
    expect(sentence).toMatch(new RegExp(`(for example|such as) ${variable}=`))
  }
})

it('refuses to start when a table is not there, and names it', async () => {
  const { env } = await setting()
  for (const variable of ['FLATLINE_PULSES_TABLE', 'FLATLINE_RECORDS_TABLE']) {
    const { sentence } = await failedStart({ ...env, [variable]: 'mistyped' })
    expect(sentence).toContain(`cannot start. ${variable}=mistyped cannot be read in us-east-1.`)
    expect(sentence).toContain('name tables of this region')
  }
})

it('refuses to start when the tables are exchanged, and says so', async () => {
  const { env } = await setting()
  const { FLATLINE_PULSES_TABLE: pulses = '', FLATLINE_RECORDS_TABLE: records = '' } = env
  const exchanged = { FLATLINE_PULSES_TABLE: records, FLATLINE_RECORDS_TABLE: pulses }
  const { code, sentence } = await failedStart({ ...env, ...exchanged })
  expect(code).toBe(1)
  expect(sentence).toContain("The table has other keys than Flatline's")
  expect(sentence).toContain('are not exchanged.')
})

it('refuses to start while DynamoDB cannot be asked, and says why', async () => {
  const { env } = await setting()
  const deadEnd = `127.0.0.1:${await freePort()}`
  const [unanswered, unknown] = await Promise.all([
    failedStart({ ...env, FLATLINE_DYNAMODB_ENDPOINT: `http://${deadEnd}` }),
    failedStart({
      ...env,
      FLATLINE_DYNAMODB_ENDPOINT: `https://${deadEnd}`,
      AWS_EC2_METADATA_DISABLED: 'true',
    }),
  ])
  expect(unanswered.sentence).toContain('Nothing listens at FLATLINE_DYNAMODB_ENDPOINT.')
  expect(unknown.sentence).toContain('There are no AWS credentials for DynamoDB.')
  expect(unknown.sentence).toContain('AWS_ACCESS_KEY_ID')
})

it('refuses to start without the AWS SDK, and says how to install it', async () => {
  const { env } = await setting()
  const { code, sentence } = await failedStart({
    ...env,
    NODE_OPTIONS: `--import=${WITHOUT_SDK}`,
  })
  expect(code).toBe(78)
  expect(sentence).toContain('npm install @aws-sdk/client-dynamodb')
})

async function setting() {
  const { variables } = await startDynamodb()
  const env = { ...serveEnv('/nonexistent', await freePort()), ...variables }
  return { env }
}
