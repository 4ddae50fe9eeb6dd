/** A DynamoDB in memory with both tables, in a process of its own. Prints its address. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { createTables } from '../../dist/store/dynamodb/tables.js'

const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
server.listen(0, '127.0.0.1', async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`
  const credentials = { accessKeyId: 'nobody', secretAccessKey: 'nobody' }
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials })
  await createTables(client, { pulses: 'pulses', records: 'records' })
  client.destroy()
  process.stdout.write(`\nstore at ${endpoint}\n`)
})
