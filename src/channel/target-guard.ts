/**
 * Keeps webhooks away from addresses that only Flatline can reach (server-side request forgery).
 * A name is resolved once per attempt; what was judged is what is connected to, so that a name
 * cannot change its mind in between. Public addresses go through request-filtering-agent, which
 * judges again while connecting; addresses that the operator named go through a plain agent.
 */
import dns from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { addressRules } from './address-rules.ts'
import { orAborted } from './time-limit.ts'

export type Resolve = (hostname: string) => Promise<readonly string[]>

export type Route =
  | { readonly kind: 'open'; readonly agent: http.Agent; readonly lookup: LookupFunction }
  | { readonly kind: 'forbidden' }

export interface TargetGuard {
  /** Rejects if the name cannot be resolved, or with the signal's reason. */
  route(url: URL, signal: AbortSignal): Promise<Route>
  /** Ends every connection. */
  close(): void
}

const AGENT_OPTIONS = { keepAlive: false, maxSockets: 16 } as const

export function targetGuard(
  allowTargets: readonly string[],
  resolve: Resolve = resolveByName,
): TargetGuard {
  const judge = addressRules(allowTargets)
  const filtering = {
    'http:': new RequestFilteringHttpAgent(AGENT_OPTIONS),
    'https:': new RequestFilteringHttpsAgent(AGENT_OPTIONS),
  }
  const plain = {
    'http:': new http.Agent(AGENT_OPTIONS),
    'https:': new https.Agent(AGENT_OPTIONS),
  }
  return {
    async route(url, signal) {
      const hostname = url.hostname.replace(/^\[|\]$/g, '')
      const found = isIP(hostname) ? [hostname] : await orAborted(resolve(hostname), signal)
      const scheme = url.protocol === 'https:' ? 'https:' : 'http:'
      const named = found.filter((address) => judge(address) === 'named')
      if (named.length > 0) {
        return { kind: 'open', agent: plain[scheme], lookup: pinnedTo(named) }
      }
      if (found.length === 0 || found.some((address) => judge(address) === 'forbidden')) {
        return { kind: 'forbidden' }
      }
      return { kind: 'open', agent: filtering[scheme], lookup: pinnedTo(found) }
    },
    close() {
      for (const agents of [filtering, plain]) {
        agents['http:'].destroy()
        agents['https:'].destroy()
      }
    },
  }
}

async function resolveByName(hostname: string): Promise<string[]> {
  const found = await dns.lookup(hostname, { all: true })
  return found.map(({ address }) => address)
}

function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, callback) => {
    const [first] = all
    if (options.all) callback(null, all)
    else callback(null, first?.address ?? '', first?.family ?? 4)
  }
}
