import type { SNSClient } from '@aws-sdk/client-sns'
import { FlatlineError } from '../core/problem.ts'
import type { TwinRegions } from './sns-topic.ts'

export type Sdk = typeof import('@aws-sdk/client-sns')

export interface SnsOptions extends TwinRegions {
  /** In place of AWS's own; null: AWS's own. */
  readonly endpoint: string | null
  /** The peer region's; the same as `endpoint` unless given. */
  readonly peerEndpoint?: string | null
  /** The SDK's chain (environment, files, role of the machine) unless given. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly timeLimitMs?: number
  /** The optional dependency; the installed one unless given. */
  readonly load?: () => Promise<Sdk>
}

export interface SnsClients {
  /** Loads the SDK at the first call. Throws `sns_not_configured` if it is not installed. */
  use(region: string): Promise<{ readonly sdk: Sdk; readonly client: SNSClient }>
  /** Ends every connection. */
  close(): void
}

/** More than AWS has regions; the oldest gives way. */
const CLIENTS_MAX = 50

/** One client per region. An attempt is one request: what follows is for the caller to decide. */
export function snsClients(options: SnsOptions): SnsClients {
  const { credentials, load = loadSdk } = options
  const clients = new Map<string, SNSClient>()
  return {
    async use(region) {
      const sdk = await load().catch((cause: unknown) => {
        throw notInstalled(cause)
      })
      const known = clients.get(region)
      if (known !== undefined) return { sdk, client: known }
      const endpoint = endpointFor(region, options)
      const client = new sdk.SNSClient({
        region,
        maxAttempts: 1,
        ...(endpoint === null ? {} : { endpoint }),
        ...(credentials === undefined ? {} : { credentials }),
      })
      clients.set(region, client)
      dropOldest(clients)
      return { sdk, client }
    },
    close() {
      for (const client of clients.values()) client.destroy()
      clients.clear()
    },
  }
}

/** What is asked for before a region is known. */
export function snsNotConfigured(): FlatlineError {
  return new FlatlineError('sns_not_configured', 'No AWS region is set up', {
    hint: 'Set AWS_REGION, for example AWS_REGION=us-east-1, and restart Flatline.',
  })
}

function endpointFor(region: string, options: SnsOptions): string | null {
  const { endpoint, peerRegion, peerEndpoint = null } = options
  return region === peerRegion ? (peerEndpoint ?? endpoint) : endpoint
}

function notInstalled(cause: unknown): FlatlineError {
  return new FlatlineError('sns_not_configured', 'The AWS SDK is not installed', {
    hint: 'Install it beside Flatline with "npm install @aws-sdk/client-sns", and restart it.',
    cause,
  })
}

function dropOldest(clients: Map<string, SNSClient>): void {
  const [oldest] = clients
  if (clients.size <= CLIENTS_MAX || oldest === undefined) return
  clients.delete(oldest[0])
  oldest[1].destroy()
}

function loadSdk(): Promise<Sdk> {
  return import('@aws-sdk/client-sns')
}
