import { describe, expect, it } from 'vitest'
import { formatKey, formatKeyId } from '../src/core/key.ts'
import { apiClient } from './kit/api-client.ts'
import { expectProblem, type InputTarget, ROUTE } from './kit/input-target.ts'
import { unlessLeft } from './kit/left-to-gateway.ts'
import { sendRaw } from './kit/raw-http.ts'
import { curl, sh } from './kit/shell.ts'

/** What strangers may send that is hardly a heartbeat. */
export function ingestInput(server: InputTarget): void {
  const { post, one, expectNextGoodRequestWorks } = server

  async function hostIds(): Promise<string[]> {
    const { text } = await apiClient(server.url(), server.adminKey()).send(
      'GET',
      '/v1/hosts?limit=1000',
    )
    const { items } = JSON.parse(text) as { items: { hostId: string }[] }
    return items.map((host) => host.hostId)
  }

  describe("the machine's curl", () => {
    const send = (args: string) =>
      curl(`-H 'x-api-key: ${server.beatKey()}' ${args} ${server.url()}${ROUTE}`)

    it.each([
      ['JSON with the content type of a form', `-d '{"hostId":"c1"}'`],
      ['no content type', `-H 'content-type:' -d '{"hostId":"c2"}'`],
      ['text/plain', `-H 'content-type: text/plain' -d '{"hostId":"c3"}'`],
      ['a charset', `-H 'content-type: application/json; charset=UTF-8' -d '{"hostId":"c4"}'`],
      ['a form', '-d hostId=c5'],
      ['a form with an interval', '-d hostId=c6 -d interval=1m -d site=0412'],
      ['an encoded form', `--data-urlencode hostId=c7:8`],
      ['the host name of this computer', `-d "{\\"hostId\\":\\"$(hostname)\\"}"`],
      ['HTTP/1.0', `-0 -d '{"hostId":"c8"}'`],
      ['chunks', `-H 'transfer-encoding: chunked' -d '{"hostId":"c9"}'`],
      ['Expect: 100-continue', `-H 'expect: 100-continue' -d '{"hostId":"c10"}'`],
      ['a byte order mark', `--data-binary "$(printf '\\357\\273\\277{"hostId":"c11"}')"`],
    ])('may send %s', async (_, args) => {
      expect(await send(args)).toEqual({ status: 200, body: '{"message":"OK"}' })
    })

    it.each([
      ['an encoded percent sign', `--data-urlencode 'hostId=a%20b'`, 400, 'invalid_host_id'],
      ['an unset $HOSTNAME', `-d "{\\"hostId\\":\\"$UNSET\\"}"`, 400, 'empty_host_id'],
      ['$HOSTNAME in single quotes', `-d '{"hostId":"$HOSTNAME"}'`, 400, 'unexpanded_host_id'],
      ['a form with an unset variable', '-d hostId=$UNSET', 400, 'empty_host_id'],
      ['a form with %COMPUTERNAME%', '-d hostId=%25COMPUTERNAME%25', 400, 'unexpanded_host_id'],
      ['two bodies', `-d '{"hostId":"a"}' -d '{"hostId":"b"}'`, 400, 'malformed_json'],
      ['what cmd leaves of the quotes', `-d '{hostId: a}'`, 400, 'malformed_json'],
      ['no body', '-X POST', 400, 'empty_body'],
      ['an empty body', `-d ''`, 400, 'empty_body'],
      ['a multipart form', '-F hostId=a', 415, 'unsupported_media_type'],
      ['a compressed body', `-H 'content-encoding: gzip' -d x`, 415, 'unsupported_encoding'],
      ['GET', '-G', 405, 'method_not_allowed'],
    ])('that sends %s is told so', async (_, args, status, code) => {
      const answer = await send(args)
      expect([answer.status, JSON.parse(answer.body).code]).toEqual([status, code])
      await expectNextGoodRequestWorks()
    })

    unlessLeft(server, 'a body of 10 MB', (name) => {
      it(`reads the answer to ${name}`, async () => {
        const args = `-sS -m 20 -H 'x-api-key: ${server.beatKey()}' --data-binary @-`
        const command = `head -c 10000000 /dev/zero | curl ${args} ${server.url()}${ROUTE}`
        expect(JSON.parse((await sh(command)).stdout).code).toBe('body_too_large')
        await expectNextGoodRequestWorks()
      })
    })
  })

  describe('a body that is no heartbeat', () => {
    const bytes = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding)

    it.each([
      ['{"hostId": ""}', 'empty_host_id'],
      ['{}', 'empty_host_id'],
      ['{"hostId":"$\u007bHOSTNAME}"}', 'unexpanded_host_id'],
      ['{"hostId":"$(hostname)"}', 'unexpanded_host_id'],
      ['{"hostId":"%COMPUTERNAME%"}', 'unexpanded_host_id'],
      ['{"hostId":"\\ud800"}', 'invalid_host_id'],
      ['{"hostId":"a\\u0000"}', 'invalid_host_id'],
      ['{"hostId":"a\\u0007"}', 'invalid_host_id'],
      ['{"hostId":"a\\u202eb"}', 'invalid_host_id'],
      ['{"hostId":"a b"}', 'invalid_host_id'],
      ['{"hostId":"a\\n"}', 'invalid_host_id'],
      ['{"hostId":"__proto__"}', 'invalid_host_id'],
      ['{"hostId":"<script>"}', 'invalid_host_id'],
      [`{"hostId":"${'a'.repeat(101)}"}`, 'invalid_host_id'],
      ['{"hostId":1}', 'wrong_type'],
      ['{"hostId":null}', 'wrong_type'],
      ['{"hostId":["a"]}', 'wrong_type'],
      ['{"hostId":{"a":1}}', 'wrong_type'],
      ['[]', 'not_an_object'],
      ['"a"', 'not_an_object'],
      ['1', 'not_an_object'],
      ['null', 'not_an_object'],
      ['{"hostId":NaN}', 'malformed_json'],
      ['{"hostId":"a",}', 'malformed_json'],
      ['{"hostId":"a"', 'malformed_json'],
      ['{"hostId":"a"}{', 'malformed_json'],
      ['['.repeat(4_000), 'malformed_json'],
      ['{"hostId":"a","intervalMs":0}', 'out_of_range'],
      ['{"hostId":"a","intervalMs":-1}', 'out_of_range'],
      ['{"hostId":"a","intervalMs":0.5}', 'out_of_range'],
      ['{"hostId":"a","intervalMs":1e9}', 'out_of_range'],
      ['{"hostId":"a","intervalMs":1e400}', 'out_of_range'],
      ['{"hostId":"a","interval":"soon"}', 'invalid_duration'],
      ['{"hostId":"a","labels":{"x":"=cmd|\\u001b[31m"}}', 'invalid_label'],
      ['{"hostId":"a","indicators":{"t":1e400}}', 'invalid_indicator'],
      [' \r\n ', 'empty_body'],
    ])('%s is %s', async (body, code) => {
      expectProblem(await one(post(body)), 400, code)
      await expectNextGoodRequestWorks()
    })

    it.each([
      ['UTF-16', bytes('{"hostId":"a"}', 'utf16le')],
      ['UTF-16 with a mark', bytes('\ufeff{"hostId":"a"}', 'utf16le')],
      ['Latin-1', bytes('{"hostId":"café"}', 'latin1')],
      ['zero bytes', Buffer.alloc(100)],
    ])('in %s is invalid_encoding', async (_, body) => {
      const head = post('', [`Content-Length: ${body.length}`])
      expectProblem(await one(Buffer.concat([Buffer.from(head), body])), 400, 'invalid_encoding')
      await expectNextGoodRequestWorks()
    })

    it('registers nobody', async () => {
      const known = await hostIds()
      expect(known).toContain('good')
      expect(known).not.toContain('a')
    })
  })

  describe('a heartbeat at the edge of what is allowed', () => {
    it.each([
      [`{"hostId":"${'a'.repeat(100)}"}`],
      ['{"hostId":"constructor"}'],
      ['{"__proto__":{"polluted":true},"hostId":"proto"}'],
      ['{"hostId":"unknown-fields","future":{"deep":[1,2,3]}}'],
      ['{"hostId":"edge","intervalMs":1000}'],
      ['{"hostId":"edge","intervalMs":43200000}'],
      ['{"hostId":"edge","site":null,"labels":null}'],
      ['{"hostId":"edge","hostId":"twice"}'],
      ['{"hostId":"large"}'.padEnd(4_096)],
    ])('%s is recorded', async (body) => {
      expect(await one(post(body))).toMatchObject({ status: 200, body: '{"message":"OK"}' })
      expect({}).not.toHaveProperty('polluted')
    })

    it('is the same one sent 1,000 times', async () => {
      const request = post('{"hostId":"again"}')
      for (let round = 0; round < 10; round++) {
        const requests = [request.repeat(100)]
        const { answers } = await sendRaw(server.port(), requests, {
          answersMax: 100,
          limitMs: 20_000,
        })
        for (const { status } of answers) expect([200, 429]).toContain(status)
        expect(answers).toHaveLength(100)
      }
      await expectNextGoodRequestWorks()
    })
  })

  describe('a key that is no good', () => {
    const withKey = (key: string) => post('{"hostId":"a"}').replace(server.beatKey(), key)

    it('is refused alike, whether missing, malformed, unknown, revoked or expired', async () => {
      const admin = apiClient(server.url(), server.adminKey())
      const revoked = await makeKey({ name: 'revoked', scopes: ['beat'] })
      expect((await admin.send('DELETE', `/v1/keys/${revoked.id}`)).status).toBe(204)
      const expiresAt = new Date(Date.now() + 300).toISOString()
      const expired = await makeKey({ name: 'expired', scopes: ['beat'], expiresAt })
      const unknown = formatKey(formatKeyId(new Uint8Array(6).fill(7)), new Uint8Array(32).fill(7))
      await expect.poll(async () => (await one(withKey(expired.key))).status).toBe(401)
      const missing = post('{"hostId":"a"}').replace(`x-api-key: ${server.beatKey()}\r\n`, '')
      const requests = [missing, ...['', 'x', unknown, revoked.key, expired.key].map(withKey)]
      const answers = await Promise.all(requests.map(one))
      for (const answer of answers) expectProblem(answer, 401, 'unauthorized')
      expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
      await expectNextGoodRequestWorks()
    })

    it.each<[string, () => string, number, string]>([
      ['with too small a scope', () => withKey(server.adminKey()), 403, 'insufficient_scope'],
      ['given twice', () => post('{}', [`x-api-key: ${server.beatKey()}`]), 400, 'ambiguous_key'],
      [
        'beside another',
        () => post('{}', [`Authorization: Bearer ${server.adminKey()}`]),
        400,
        'ambiguous_key',
      ],
      [
        'in the query',
        () => post('{}', [], `${ROUTE}?key=${server.beatKey()}`),
        401,
        'key_in_query',
      ],
    ])('%s is refused', async (_, request, status, code) => {
      expectProblem(await one(request()), status, code)
      await expectNextGoodRequestWorks()
    })

    it('is judged before the body is looked at', async () => {
      const request = post('not JSON', ['Content-Encoding: gzip']).replace(server.beatKey(), 'x')
      expectProblem(await one(request), 401, 'unauthorized')
    })

    it('may come twice if it is the same, as a header and as a bearer token', async () => {
      const answer = await one(
        post('{"hostId":"good"}', [`Authorization: Bearer ${server.beatKey()}`]),
      )
      expect(answer.status).toBe(200)
    })

    it('for another pattern of hosts, or beyond its cap, may not speak for them', async () => {
      const till = await makeKey({
        name: 'till',
        scopes: ['beat'],
        hostPattern: 'till-*',
        hostsMax: 2,
      })
      const send = (hostId: string) =>
        one(post(`{"hostId":"${hostId}"}`).replace(server.beatKey(), till.key))
      expectProblem(await send('kiosk'), 403, 'foreign_host')
      for (const hostId of ['till-1', 'till-2']) expect((await send(hostId)).status).toBe(200)
      expectProblem(await send('till-3'), 403, 'host_quota')
      expect((await send('till-1')).status).toBe(200)
      await expectNextGoodRequestWorks()
    })

    async function makeKey(input: object): Promise<{ id: string; key: string }> {
      const admin = apiClient(server.url(), server.adminKey())
      const { status, text } = await admin.send('POST', '/v1/keys', input)
      expect(status).toBe(201)
      return JSON.parse(text) as { id: string; key: string }
    }
  })
}
