import type { Keys } from './fuzzed-server.ts'

/** Of one length in every request, so that lengths and positions stay what they are. */
export const ID_LENGTH = 12
const CURL = ['Host: 127.0.0.1:8080', 'User-Agent: curl/8.14.1', 'Accept: */*']
const FORM = 'Content-Type: application/x-www-form-urlencoded'

const NEXT_WEEK = new Date(Date.now() + 7 * 86_400_000).toISOString()

/** Requests as real clients send them; each is answered well when nobody spoils it. */
export function seedRequests({ admin, read, beat }: Keys, id: string): Buffer[] {
  const withKey = (key: string) => [...CURL, `x-api-key: ${key}`]
  const silence = { match: { site: 'fuzz' }, to: NEXT_WEEK, reason: 'fuzz' }
  const subscription = { name: 'fuzz', channel: { kind: 'log' }, match: { hostId: 'none' } }
  return [
    post('/v1/heartbeat', [...withKey(beat), FORM], `{"hostId":"${id}"}`),
    post('/v1/hearbeat', [...withKey(beat), FORM], `hostId=${id}&interval=12h&site=fuzz`),
    post(
      '/v1/heartbeat',
      [...CURL, `Authorization: Bearer ${beat}`, 'Content-Type: application/json; charset=UTF-8'],
      `{"hostId":"${id}","intervalMs":43200000,"indicators":{"cpuTempC":61.5}}`,
    ),
    post('/v1/heartbeats', withKey(beat), `[{"hostId":"${id}"},{"hostId":"${id}"},{"hostId":7}]`),
    post(
      '/v1/heartbeats',
      [...withKey(beat), 'Content-Type: application/x-ndjson'],
      `{"hostId":"${id}"}\n\n{"hostId":"${id}","site":"0412"}\n`,
    ),
    chunked('/v1/heartbeat', withKey(beat), `{"hostId":"${id}","labels":{"role":"till"}}`),
    post('/v1/heartbeat', [...withKey(beat), 'Expect: 100-continue'], `{"hostId":"${id}"}`),
    post('/v1/silences', [...withKey(admin), 'Idempotency-Key: fuzz'], JSON.stringify(silence)),
    chunked('/v1/subscriptions', withKey(read), JSON.stringify(subscription)),
    post('/v1/keys', [...withKey(admin), 'Expect: 100-continue'], '{"name":"","scopes":[]}'),
    post('/v1/session', CURL, `{"key":"${beat}"}`),
    plain('GET', '/v1/hosts?limit=2&sort=-since&label.role=till', withKey(read)),
    plain('GET', `/v1/hosts/${id}`, [...withKey(read), 'If-None-Match: "1"']),
    plain('DELETE', `/v1/subscriptions/none`, [...withKey(admin), 'If-Match: "1"']),
    plain('GET', '/v1/status', CURL),
    plain('HEAD', '/v1/fleet', withKey(read)),
    plain('OPTIONS', '/v1/keys', [...CURL, 'Origin: http://evil.invalid']),
    plain('GET', '/docs', [...CURL, 'Accept-Encoding: gzip', 'Cookie: flatline_session=x; a=b']),
  ]
}

/** Asks for the connection to be closed, so that a well-framed exchange ends by itself. */
export const LAST = plain('GET', '/healthz', [...CURL, 'Connection: close'])

function post(path: string, headers: readonly string[], body: string): Buffer {
  return request(`POST ${path}`, [...headers, `Content-Length: ${Buffer.byteLength(body)}`], body)
}

function chunked(path: string, headers: readonly string[], body: string): Buffer {
  const half = body.length >> 1
  const chunks = [body.slice(0, half), body.slice(half), ''].map(
    (text) => `${text.length.toString(16)}\r\n${text}\r\n`,
  )
  return request(`POST ${path}`, [...headers, 'Transfer-Encoding: chunked'], chunks.join(''))
}

function plain(method: string, target: string, headers: readonly string[]): Buffer {
  return request(`${method} ${target}`, headers, '')
}

function request(start: string, headers: readonly string[], body: string): Buffer {
  return Buffer.from(`${[`${start} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n${body}`)
}
