import type { AuditLine } from './audit-line.ts'
import { type ClientCalls, clientCalls, type Filters } from './client-calls.ts'
import type { Delivery } from './delivery.ts'
import type { Fleet } from './fleet.ts'
import type { FleetHistory } from './fleet-history.ts'
import type { MapGroups, MapNames } from './fleet-map.ts'
import type { HeartbeatsAnswer } from './heartbeat-answer.ts'
import type { HeartbeatInput } from './heartbeat-input.ts'
import type { Host } from './host.ts'
import type { HostInput } from './host-input.ts'
import type { HostPatch } from './host-patch.ts'
import type { Incident } from './incident.ts'
import type { Key } from './key.ts'
import type { KeyInput } from './key-input.ts'
import type { KeySecret } from './key-secret.ts'
import type { MessageAnswer } from './message-answer.ts'
import type { Page } from './page.ts'
import { recipientCalls } from './recipient-calls.ts'
import type { RefusedHeartbeat } from './refused-heartbeat.ts'
import type { RotationInput } from './rotation-input.ts'
import { type ClientOptions, type RequestOptions, sendRequest } from './send-request.ts'
import type { Silence } from './silence.ts'
import type { SilenceInput } from './silence-input.ts'
import type { Site } from './site.ts'
import type { SiteDetail } from './site-detail.ts'
import type { Subscription } from './subscription.ts'
import type { SubscriptionInput } from './subscription-input.ts'
import type { SubscriptionPatch } from './subscription-patch.ts'
import type { Timeline } from './timeline.ts'
import type { Trial } from './trial.ts'

export type Client = ReturnType<typeof createClient>

/** Flatline over HTTP, typed. Methods may throw a ContractError, or whatever `fetch` throws. */
export function createClient(options: ClientOptions) {
  const calls = clientCalls(options)
  return {
    /** Any route; resolves with the parsed answer, undefined if it is empty. */
    request: async (method: string, path: string, rest?: RequestOptions): Promise<unknown> =>
      (await sendRequest(options, method, path, rest)).body,
    /** A list, page by page: `pages(client.hosts.list, { state: 'missing' })`. */
    async *pages<T>(
      listFn: (query: Filters) => Promise<Page<T>>,
      query: Filters = {},
    ): AsyncGenerator<readonly T[], void, undefined> {
      let page = await listFn(query)
      yield page.items
      while (page.next !== null) {
        page = await calls.answer<Page<T>>('GET', page.next)
        yield page.items
      }
    },
    ...readingCalls(calls),
    ...managingCalls(calls),
    heartbeat: {
      send: (body: HeartbeatInput) =>
        calls.answer<MessageAnswer>('POST', '/v1/heartbeat', { body }),
    },
    heartbeats: {
      send: (body: readonly HeartbeatInput[]) =>
        calls.answer<HeartbeatsAnswer>('POST', '/v1/heartbeats', { body }),
    },
  }
}

function readingCalls(calls: ClientCalls) {
  return {
    fleet: {
      get: () => calls.answer<Fleet>('GET', '/v1/fleet'),
      history: (query: Filters = {}) =>
        calls.answer<FleetHistory>('GET', '/v1/fleet/history', { query }),
      mapGroups: (query: Filters = {}) =>
        calls.answer<MapGroups>('GET', '/v1/fleet/map/groups', { query }),
      mapNames: (query: Filters) => calls.answer<MapNames>('GET', '/v1/fleet/map/names', { query }),
    },
    refusals: { list: calls.list<RefusedHeartbeat>('/v1/heartbeats/refused') },
    status: { get: () => calls.answer<MessageAnswer>('GET', '/v1/status') },
    sites: { list: calls.list<Site>('/v1/sites'), get: calls.get<SiteDetail>('/v1/sites') },
    audit: { list: calls.list<AuditLine>('/v1/audit') },
  }
}

function managingCalls(calls: ClientCalls) {
  return {
    hosts: {
      list: calls.list<Host>('/v1/hosts'),
      get: calls.get<Host>('/v1/hosts'),
      /** With its ETag, for an edit that must not undo somebody else's. */
      read: calls.read<Host>('/v1/hosts'),
      create: calls.create<HostInput, Host>('/v1/hosts'),
      edit: calls.edit<HostPatch, Host>('/v1/hosts'),
      pause: calls.act<Host>('/v1/hosts', 'pause'),
      resume: calls.act<Host>('/v1/hosts', 'resume'),
      retire: calls.act<Host>('/v1/hosts', 'retire'),
      remove: calls.remove('/v1/hosts'),
      timeline: (id: string, query: Filters = {}) =>
        calls.answer<Timeline>('GET', `/v1/hosts/${encodeURIComponent(id)}/timeline`, { query }),
    },
    incidents: {
      list: calls.list<Incident>('/v1/incidents'),
      get: calls.get<Incident>('/v1/incidents'),
      acknowledge: calls.act<Incident>('/v1/incidents', 'acknowledge'),
    },
    keys: {
      list: calls.list<Key>('/v1/keys'),
      create: calls.create<KeyInput, KeySecret>('/v1/keys'),
      revoke: calls.remove('/v1/keys'),
      rotate: (id: string, body: RotationInput = {}) =>
        calls.answer<KeySecret>('POST', `/v1/keys/${encodeURIComponent(id)}/rotate`, { body }),
    },
    subscriptions: {
      list: calls.list<Subscription>('/v1/subscriptions'),
      get: calls.get<Subscription>('/v1/subscriptions'),
      create: calls.create<SubscriptionInput, Subscription>('/v1/subscriptions'),
      edit: calls.edit<SubscriptionPatch, Subscription>('/v1/subscriptions'),
      remove: calls.remove('/v1/subscriptions'),
      test: calls.act<Trial>('/v1/subscriptions', 'test'),
      recipients: (id: string) => recipientCalls(calls, id),
    },
    deliveries: {
      list: calls.list<Delivery>('/v1/deliveries'),
      get: calls.get<Delivery>('/v1/deliveries'),
      resend: calls.act<Delivery>('/v1/deliveries', 'resend'),
    },
    silences: {
      list: calls.list<Silence>('/v1/silences'),
      create: calls.create<SilenceInput, Silence>('/v1/silences'),
      remove: calls.remove('/v1/silences'),
    },
  }
}
