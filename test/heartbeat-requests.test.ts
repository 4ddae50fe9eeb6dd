import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { itemBytes } from '../src/store/dynamodb/item-bytes.ts'
import { PULSES_TABLE } from '../src/store/dynamodb/tables.ts'
import { apiClient } from './kit/api-client.ts'
import { PULSES, RECORDS, startDynamodb } from './kit/dynamodb-process.ts'
import { startFunctions } from './kit/functions.ts'

const HOST = 'store-0412-till-3'
const HEARTBEATS = 100
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
const WRITE_UNIT_BYTES = 1_024

it('asks DynamoDB once per heartbeat of a known host, for one write unit', async () => {
  const dynamodb = await startDynamodb()
  const { url, beatKey } = await startFunctions(dynamodb.functionVariables)
  const computer = apiClient(url, beatKey)
  const beat = async () => {
    const heartbeat = { hostId: HOST, interval: '1m', site: '0412' }
    expect((await computer.send('POST', '/v1/heartbeat', heartbeat)).status).toBe(200)
  }
  await beat()
  const asked = await dynamodb.takeAsked()
  expect(asked[`PutItem ${RECORDS}`]).toBeGreaterThan(0)

  for (let sent = 0; sent < HEARTBEATS; sent++) await beat()
  expect(await dynamodb.takeAsked()).toEqual({ [`UpdateItem ${PULSES}`]: HEARTBEATS })

  const { Items = [] } = await dynamodb.client.send(new ScanCommand({ TableName: PULSES }))
  expect(Items.map((item) => item.h?.S)).toEqual([HOST])
  for (const item of Items) expect(itemBytes(item)).toBeLessThan(WRITE_UNIT_BYTES)
  expect(PULSES_TABLE.indexes).toEqual([])
})
