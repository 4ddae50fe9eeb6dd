import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openClient } from '../../src/store/dynamodb/client.ts'
import { createTables } from '../../src/store/dynamodb/tables.ts'
import { cleanEnv } from './clean-env.ts'
import { atTestEnd, type Ends } from './ends.ts'
import { within } from './wait-until.ts'

/** A DynamoDB in memory, in a process of its own, with new tables. */
export interface DynamodbProcess {
  /** What servers are told of it. */
  readonly variables: Readonly<Record<string, string>>
  /** What functions are told of it. */
  readonly functionVariables: Readonly<Record<string, string>>
  readonly client: DynamoDBClient
  /** How often it was asked for what since the last call, such as `UpdateItem pulses: 2`. */
  takeAsked(): Promise<Readonly<Record<string, number>>>
  /** Nobody answers any more. */
  end(): Promise<void>
}

export const PULSES = 'pulses'
export const RECORDS = 'records'
const PROCESS = fileURLToPath(new URL('./dynamodb-process.mjs', import.meta.url))
const ANSWER_MS = 20_000

export async function startDynamodb(ends: Ends = atTestEnd): Promise<DynamodbProcess> {
  const child = fork(PROCESS, { env: cleanEnv('/nonexistent') })
  const end = () => ended(child)
  ends(end)
  const { port } = await answerOf<{ port: number }>(child)
  const endpoint = `http://127.0.0.1:${port}`
  const client = openClient({ region: 'us-east-1', endpoint })
  ends(() => client.destroy())
  await createTables(client, { pulses: PULSES, records: RECORDS })
  const variables = {
    AWS_REGION: 'us-east-1',
    FLATLINE_DYNAMODB_ENDPOINT: endpoint,
    FLATLINE_PULSES_TABLE: PULSES,
    FLATLINE_RECORDS_TABLE: RECORDS,
  }
  return {
    variables: { ...variables, FLATLINE_STORE: 'dynamodb', FLATLINE_SWEEP_INTERVAL: '2s' },
    functionVariables: {
      ...variables,
      FLATLINE_RECORDS_ENDPOINT: endpoint,
      FLATLINE_SWEEP_EVERY: '2s',
    },
    client,
    takeAsked() {
      const answered = answerOf<Record<string, number>>(child)
      child.send('asked')
      return answered
    },
    end,
  }
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const [message] = await within('an answer of the store', ANSWER_MS, once(child, 'message'))
  return message
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
