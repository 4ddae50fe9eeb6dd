import { z } from 'zod'
import { announcementSchema } from '../contract/announcement.ts'
import { hostSchema } from '../contract/host.ts'
import { hostInputSchema } from '../contract/host-input.ts'
import { type HostId, isHostId } from '../core/ids.ts'
import { FlatlineError } from '../core/problem.ts'
import { type AnnouncedHost, announceHosts } from '../service/announce-hosts.ts'
import type { Settings } from '../service/context.ts'
import { getHost } from '../service/get-host.ts'
import { type Call, type EndpointAnswer, endpoint } from './endpoint.ts'
import { parseFields } from './parse-fields.ts'
import { parseHostLines } from './parse-host-lines.ts'
import { presentHost } from './present-host.ts'
import { timingOf } from './timing-of.ts'
import { withoutUndefined } from './without-undefined.ts'

type Input = z.output<typeof hostInputSchema>
interface Rejected {
  readonly index: number
  readonly code: string
  readonly detail: string
}

const BODY_BYTES_MAX = 1_048_576

export const announceEndpoint = endpoint({
  method: 'POST',
  path: '/v1/hosts',
  tag: 'Hosts',
  summary: 'Announce hosts',
  description:
    'Makes hosts known before their first heartbeat; they wait, and are never missing until it ' +
    'comes. One JSON object answers 201 with the host. A JSON array, or one object per line ' +
    '(NDJSON), of up to 1,000 hosts and 1 MB answers 200 with the counts; good ones count though ' +
    'others are bad, and hosts that are known already stay as they are.',
  scope: 'admin',
  once: true,
  bodyBytesMax: BODY_BYTES_MAX,
  body: z.unknown(),
  bodyShapes: { 'application/json': hostInputSchema, 'application/x-ndjson': z.string() },
  readText: parseHostLines,
  answers: {
    200: { description: 'What became of many hosts', schema: announcementSchema },
    201: { description: 'The host', schema: hostSchema },
  },
  problems: [
    'already_exists',
    'host_quota',
    'invalid_host_id',
    'invalid_duration',
    'out_of_range',
    'invalid_label',
    'too_many',
  ],
  run: async (call) =>
    Array.isArray(call.body) ? announceMany(call, call.body) : announceOne(call),
})

async function announceOne({ ctx, key, body }: Call<unknown, unknown>): Promise<EndpointAnswer> {
  const host = toAnnounced(parseFields(hostInputSchema, body), ctx.settings)
  const [result] = await announceHosts(ctx, { hosts: [host], keyId: key.id })
  if (result !== 'created') {
    throw new FlatlineError('already_exists', 'A host with this id is known already.', {
      hint: 'Edit it with PATCH /v1/hosts/{id}.',
    })
  }
  const view = await getHost(ctx, host.hostId)
  return {
    status: 201,
    body: presentHost(view, ctx.settings),
    location: `/v1/hosts/${host.hostId}`,
    version: view.record.version,
  }
}

async function announceMany(
  { ctx, key }: Call<unknown, unknown>,
  bodies: readonly unknown[],
): Promise<EndpointAnswer> {
  const rejected: Rejected[] = []
  const hosts: AnnouncedHost[] = []
  for (const [index, body] of bodies.entries()) {
    try {
      hosts.push(toAnnounced(parseFields(hostInputSchema, body), ctx.settings))
    } catch (error) {
      if (!(error instanceof FlatlineError)) throw error
      rejected.push({ index, code: error.code, detail: error.detail })
    }
  }
  const results = await announceHosts(ctx, { hosts, keyId: key.id })
  const created = results.filter((result) => result === 'created').length
  return { status: 200, body: { created, existing: results.length - created, rejected } }
}

function toAnnounced(input: Input, settings: Settings): AnnouncedHost {
  const { hostId, site, labels, ...durations } = input
  const facts = withoutUndefined({ site, labels })
  return { hostId: branded(hostId), facts, timing: timingOf(durations, settings) ?? null }
}

function branded(text: string): HostId {
  if (isHostId(text)) return text
  throw new FlatlineError('invalid_host_id', 'The hostId has characters that are not allowed.')
}
