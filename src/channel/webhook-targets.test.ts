import { once } from 'node:events'
import http from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { FlatlineError } from '../core/problem.ts'
import { addressRules } from './address-rules.ts'
import { sampleMessage } from './channel.suite.ts'
import { type WebhookChannel, type WebhookOptions, webhookChannel } from './webhook-channel.ts'

const SECRET = `whsec_${Buffer.alloc(24).toString('base64')}`
const opened: WebhookChannel[] = []
afterEach(() => {
  for (const channel of opened.splice(0)) channel.close()
})

function open(options: Partial<WebhookOptions> = {}): WebhookChannel {
  const channel = webhookChannel({
    allowTargets: [],
    version: '0',
    timeLimitMs: 15_000,
    resolve: async () => ['203.0.114.1'],
    ...options,
  })
  opened.push(channel)
  return channel
}

function target(url: string, secret = SECRET) {
  return { kind: 'webhook', url, secret } as const
}

async function faultOf(channel: WebhookChannel, url: string, secret?: string) {
  const error = await channel.check(target(url, secret)).catch((reason: unknown) => reason)
  if (error === undefined) return undefined
  if (error instanceof FlatlineError) return error
  throw error
}

const FORBIDDEN = [
  'http://127.0.0.1/',
  'http://127.0.0.1:8080/hook',
  'http://[::1]/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://0177.0.0.1/',
  'http://127.1/',
  'http://0.0.0.0/',
  'http://[::]/',
  'http://169.254.169.254/latest/meta-data',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://10.1.2.3/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://100.64.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'https://[fc00::1]/',
  'https://[fd12:3456::1]/',
  'https://[fe80::1]/',
  'https://[ff02::1]/',
]

describe('a webhook URL', () => {
  it.each(FORBIDDEN)('may not be %s, at save and again at send', async (url) => {
    const channel = open()
    const fault = await faultOf(channel, url)
    expect(fault).toMatchObject({ code: 'forbidden_url', status: 400 })
    expect(fault?.hint).toContain('FLATLINE_ALLOW_TARGETS')
    const outcome = await channel.send(target(url), sampleMessage(), { name: 'Ops' })
    expect(outcome).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/not allowed/) })
  })

  it.each([
    ['127.0.0.1'],
    ['::1'],
    ['8.8.8.8', '10.0.0.1'],
    ['2606:4700::1111', 'fd00::1'],
    ['::ffff:169.254.169.254'],
  ])('may not be a name that leads to %s', async (...addresses) => {
    const channel = open({ resolve: async () => addresses })
    const url = 'https://innocent.example.com/'
    expect(await faultOf(channel, url)).toMatchObject({ code: 'forbidden_url' })
    const outcome = await channel.send(target(url), sampleMessage(), { name: 'Ops' })
    expect(outcome).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/not allowed/) })
  })

  it.each(['http://localhost/', 'http://localhost:8080/', 'http://LOCALHOST/'])(
    'may not be %s, as the system resolves it',
    async (url) => {
      const channel = webhookChannel({ allowTargets: [], version: '0' })
      opened.push(channel)
      expect(await faultOf(channel, url)).toMatchObject({ code: 'forbidden_url' })
    },
  )

  it.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'javascript:alert(1)',
    'gopher://example.com:25/',
    'not a url',
    '',
    '//example.com',
    'https://user:pa55@example.com/',
    'https://token@example.com/',
    `https://example.com/${'x'.repeat(2_048)}`,
  ])('may not be %s', async (url) => {
    const channel = open()
    const fault = await faultOf(channel, url)
    expect(fault).toMatchObject({ code: 'forbidden_url', hint: expect.any(String) })
    const outcome = await channel.send(target(url), sampleMessage(), { name: 'Ops' })
    expect(outcome.kind).toBe('refused')
    expect(`${fault?.message} ${outcome.detail}`).not.toContain('pa55')
  })

  it.each(['https://example.com', 'https://example.com:8443/a?b=c', 'http://8.8.8.8:81/'])(
    'may be %s',
    async (url) => {
      expect(await faultOf(open(), url)).toBeUndefined()
    },
  )

  it('is not held against its owner while its name cannot be resolved', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
    }
    const channel = open({ resolve })
    expect(await faultOf(channel, 'https://later.example.com/')).toBeUndefined()
    const url = 'https://later.example.com/'
    expect(await channel.send(target(url), sampleMessage(), { name: 'Ops' })).toEqual({
      kind: 'failed',
      detail: 'No answer: the host name is not known; look for a typing error (ENOTFOUND)',
    })
  })

  it('fails in time if its name server is silent', async () => {
    const channel = open({ resolve: () => new Promise(() => {}), timeLimitMs: 300 })
    const sent = channel.send(target('https://a.example.com'), sampleMessage(), { name: 'Ops' })
    expect(await sent).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/limit/) })
  })
})

describe('an allowed target', () => {
  it('is reached by address and by name, though it is private', async () => {
    const server = http.createServer((request, response) => {
      request.resume().on('end', () => response.end(request.headers.host))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const resolve = async () => ['8.8.8.8', '127.0.0.1']
    const channel = open({ allowTargets: ['127.0.0.1'], resolve })
    for (const host of [`127.0.0.1:${port}`, `ntfy.internal:${port}`]) {
      expect(await faultOf(channel, `http://${host}/`)).toBeUndefined()
      const sent = channel.send(target(`http://${host}/`), sampleMessage(), { name: 'Ops' })
      expect(await sent).toEqual({ kind: 'accepted', detail: `HTTP 200: ${host}` })
    }
    server.close()
  })

  it('opens nothing beside itself', () => {
    const judge = addressRules(['10.0.0.0/8', ' fd00::/16', '127.0.0.1'])
    expect(['10.9.9.9', 'fd00::9', '127.0.0.1'].map(judge)).toEqual(['named', 'named', 'named'])
    for (const address of ['11.0.0.1', '2606:4700::1']) expect(judge(address)).toBe('public')
    for (const address of ['127.0.0.2', 'fd01::1', '0.0.0.0', '::1', '::', 'x', '']) {
      expect(judge(address)).toBe('forbidden')
    }
  })

  it.each([
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    'localhost',
    '10.0.0.0/8/8',
    '',
    '10.0.0/8',
    '1/-1',
  ])('may not be written "%s"', (allowTarget) => {
    expect(() => addressRules([allowTarget])).toThrow(
      expect.objectContaining({
        code: 'invalid_field',
        hint: expect.stringContaining('FLATLINE_ALLOW_TARGETS'),
      }),
    )
  })
})

describe('a webhook secret', () => {
  it.each([24, 64])('may have %i bytes', async (bytes) => {
    const secret = `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`
    expect(await faultOf(open(), 'https://example.com', secret)).toBeUndefined()
  })

  it.each([
    `whsec_${Buffer.alloc(23).toString('base64')}`,
    `whsec_${Buffer.alloc(65).toString('base64')}`,
    Buffer.alloc(32).toString('base64'),
    'whsec_',
    'whsec_!!!!',
    '',
  ])('may not be "%s"', async (secret) => {
    const fault = await faultOf(open(), 'https://example.com', secret)
    expect(fault).toMatchObject({ code: 'invalid_field', errors: [{ pointer: '/channel/secret' }] })
  })
})
