import { DescribeTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dynalite, startDynalite } from '../../../test/kit/dynalite.ts'
import { openClient } from './client.ts'
import { createTables } from './tables.ts'

let dynalite: Dynalite
beforeAll(async () => {
  dynalite = await startDynalite()
})
afterAll(() => dynalite.close())

describe('tables', () => {
  it('are made on demand, with the keys and indexes of their definitions', async () => {
    const client = openClient(dynalite.place)
    await createTables(client, { pulses: 'pulses', records: 'records' })
    const describeTable = async (TableName: string) =>
      (await client.send(new DescribeTableCommand({ TableName }))).Table
    const pulses = await describeTable('pulses')
    const records = await describeTable('records')
    client.destroy()
    expect(pulses).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [{ AttributeName: 'h', KeyType: 'HASH' }],
    })
    expect(pulses?.GlobalSecondaryIndexes).toBeUndefined()
    expect(records?.KeySchema).toEqual([
      { AttributeName: 'p', KeyType: 'HASH' },
      { AttributeName: 'i', KeyType: 'RANGE' },
    ])
    const indexes = records?.GlobalSecondaryIndexes ?? []
    expect(indexes.map(({ IndexName }) => IndexName).sort()).toEqual([
      'list1',
      'list2',
      'list3',
      'list4',
      'list5',
    ])
    for (const { Projection } of indexes) expect(Projection?.ProjectionType).toBe('KEYS_ONLY')
  })

  it('that exist are left as they are', async () => {
    const client = openClient(dynalite.place)
    const table = { TableName: 'kept' }
    await createTables(client, { pulses: 'kept' })
    await client.send(new PutItemCommand({ ...table, Item: { h: { S: 'a' } } }))
    await createTables(client, { pulses: 'kept' })
    const { Count } = await client.send(new ScanCommand(table))
    await expect(createTables(client, { pulses: '!' })).rejects.toThrow('ValidationException')
    client.destroy()
    expect(Count).toBe(1)
  })
})
