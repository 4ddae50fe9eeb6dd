import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PULSES_TABLE, RECORDS_TABLE, tableRequest } from '../../src/store/dynamodb/tables.ts'
import { ROOT } from './project.ts'

const PROMISE = [
  'Each disappearance and each return is recorded exactly once, under an id derived from host',
  'and epoch, even when both regions see it. Each recorded change is published at least once; in',
  'normal operation exactly once, by one region. A second copy, with the same id, can appear only',
  "if the publishing region dies or is cut off between the receiver's acceptance and our record",
  'of it. No order between different hosts; no exactly-once towards e-mail, SMS or webhooks:',
  'nobody can promise that.',
].join(' ')

describe('the guide to servers on DynamoDB makes the tables that the store uses', () => {
  const guide = read('docs/guides/servers-on-dynamodb.md')

  it.each([
    ['flatline-pulses', PULSES_TABLE],
    ['flatline-records', RECORDS_TABLE],
  ])('%s, its keys and their types, on demand', (name, definition) => {
    const command = commandOf(guide, name)
    const wanted = tableRequest(name, definition)
    expect(command).toContain(`--billing-mode ${wanted.BillingMode}`)
    const types = [...command.matchAll(/AttributeName=(\w+),AttributeType=(\w)/g)]
    expect(
      types.map(([, AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    ).toEqual(wanted.AttributeDefinitions)
    const keys = [...command.matchAll(/AttributeName=(\w+),KeyType=(\w+)/g)]
    expect(keys.map(([, AttributeName, KeyType]) => ({ AttributeName, KeyType }))).toEqual(
      wanted.KeySchema,
    )
  })

  it('the lists of the records', () => {
    const [, json = ''] = /<<'JSON'\n([\s\S]*?)\nJSON\n/.exec(guide) ?? []
    const wanted = tableRequest('flatline-records', RECORDS_TABLE)
    expect(JSON.parse(json)).toEqual(wanted.GlobalSecondaryIndexes)
    const allowed = [...guide.matchAll(/table\/flatline-records\/index\/(\w+)"/g)]
    expect(allowed.map(([, name]) => name)).toEqual(RECORDS_TABLE.indexes.map(({ name }) => name))
  })

  it('the time to live of the pulses', () => {
    expect(guide).toContain(`Enabled=true,AttributeName=${PULSES_TABLE.timeToLive}`)
  })
})

it('the promise about messages stands in the documentation word for word', () => {
  const page = read('docs/reference/delivery-promise.md')
  const quoted = page.match(/^> .*$/gm)?.map((line) => line.slice(2)) ?? []
  expect(quoted.join(' ')).toBe(PROMISE)
})

function commandOf(guide: string, table: string): string {
  const start = guide.indexOf(`aws dynamodb create-table --table-name ${table} `)
  return guide.slice(start, guide.indexOf(`wait table-exists --table-name ${table}`, start))
}

function read(path: string): string {
  return readFileSync(`${ROOT}/${path}`, 'utf8')
}
