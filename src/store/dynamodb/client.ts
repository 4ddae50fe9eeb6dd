import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'

/** Where a table lives. */
export interface Place {
  readonly region: string
  /** For tests and compatible stores; absent: DynamoDB itself. */
  readonly endpoint?: string
  /** Absent: those of the process (variables, profile, role), as the AWS SDK finds them. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** Requests of one client that are under way at the same time. */
export const REQUESTS_MAX = 64
export const CONNECT_MS = 1_000
/** Time limit of one attempt. */
export const REQUEST_MS = 2_000

/** What a compatible store takes that asks for no credentials. */
const NOBODY = { accessKeyId: 'nobody', secretAccessKey: 'nobody' }

type ClientPlugin = (client: DynamoDBClient) => void

/**
 * One attempt per request: `call` repeats. A plain `http:` endpoint is never AWS, so it gets
 * made-up credentials if none are given, and nobody is asked for real ones.
 */
export function openClient(place: Place, plugins: readonly ClientPlugin[] = []): DynamoDBClient {
  const client = new DynamoDBClient({
    region: place.region,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: REQUESTS_MAX },
      httpsAgent: { keepAlive: true, maxSockets: REQUESTS_MAX },
    },
    ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint }),
    ...credentialsOf(place),
  })
  // It copies every request and answer for a log that nobody keeps: most of the cost of a scan.
  client.middlewareStack.remove('loggerMiddleware')
  for (const plugin of plugins) plugin(client)
  return client
}

function credentialsOf({
  endpoint,
  credentials,
}: Place): Pick<DynamoDBClientConfig, 'credentials'> {
  if (credentials !== undefined) return { credentials }
  return endpoint?.startsWith('http:') === true ? { credentials: NOBODY } : {}
}
