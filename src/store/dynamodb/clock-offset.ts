import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** How far the clock of this machine is ahead of DynamoDB's, by the Date of its latest answer. */
export interface ClockOffset {
  readonly plugin: (client: DynamoDBClient) => void
  /** Milliseconds, half a second or so uncertain; null before the first answer. */
  read(): number | null
}

/** A Date header has whole seconds, cut off. */
const HALF_SECOND_MS = 500

export function openClockOffset(wallMs: () => number): ClockOffset {
  let offset: number | null = null
  const note = (response: unknown) => {
    const at = Date.parse(dateOf(response))
    if (!Number.isNaN(at)) offset = wallMs() - at - HALF_SECOND_MS
  }
  return {
    plugin(client) {
      client.middlewareStack.add(
        (next) => async (args) => {
          const answer = await next(args)
          note(answer.response)
          return answer
        },
        { step: 'deserialize', name: 'clockOffset', override: true },
      )
    },
    read: () => offset,
  }
}

function dateOf(response: unknown): string {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return ''
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return ''
  return String(headers.date)
}
