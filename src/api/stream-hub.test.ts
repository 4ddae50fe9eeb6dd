import { describe, expect, it } from 'vitest'
import { makeAppWorld } from '../../test/kit/app-world.ts'
import {
  CLIENT_BYTES_MAX,
  CLIENTS_MAX,
  COMMENT_MS,
  FLUSH_MS,
  RING_EVENTS,
  StreamHub,
} from './stream-hub.ts'

const setUp = () => {
  const ticks = new Map<number, () => void>()
  const hub = new StreamHub('run1', (intervalMs, callback) => {
    ticks.set(intervalMs, callback)
    return () => ticks.delete(intervalMs)
  })
  const open = (lastEventId: string | null = null, isWelcome = () => true) => {
    const reader = hub.open(lastEventId, isWelcome).getReader()
    const next = async () => {
      const { value, done } = await reader.read()
      return done ? null : new TextDecoder().decode(value)
    }
    return { next, cancel: () => reader.cancel() }
  }
  return { hub, open, flush: () => ticks.get(FLUSH_MS)?.(), greet: () => ticks.get(COMMENT_MS)?.() }
}

describe('the event stream', () => {
  it('gathers what happened since the last message into one', async () => {
    const { hub, open, flush } = setUp()
    const client = open()
    expect(await client.next()).toBe('retry: 2000\n\n')
    hub.publish('host.missing', { hostId: 'a' })
    hub.publish('host.missing', { hostId: 'b\n\ndata: x' })
    flush()
    flush()
    expect(await client.next()).toBe(
      'id: run1-2\nevent: changes\ndata: [{"type":"host.missing","hostId":"a"},' +
        '{"type":"host.missing","hostId":"b\\n\\ndata: x"}]\n\n',
    )
    hub.publish('host.recovered', { hostId: 'a' })
    flush()
    expect(await client.next()).toContain('id: run1-3\n')
  })

  it('tells times as the rest of the API does', async () => {
    const { hub, open, flush } = setUp()
    const client = open()
    await client.next()
    hub.publish('host.missing', { kind: 'host.missing', at: 0, deadlineAt: 1_000, epoch: 1 })
    flush()
    expect(await client.next()).toContain(
      '[{"type":"host.missing","at":"1970-01-01T00:00:00.000Z",' +
        '"deadlineAt":"1970-01-01T00:00:01.000Z","epoch":1}]',
    )
  })

  it('resumes after the last event that a client has seen', async () => {
    const { hub, open } = setUp()
    for (const hostId of ['a', 'b', 'c']) hub.publish('host.missing', { hostId })
    const client = open('run1-2')
    await client.next()
    expect(await client.next()).toBe(
      'id: run1-3\nevent: changes\ndata: [{"type":"host.missing","hostId":"c"}]\n\n',
    )
  })

  it.each(['run0-2', 'run1-99', 'run1-x', 'rubbish'])(
    'tells a client that comes with %s to load anew',
    async (id) => {
      const { hub, open } = setUp()
      hub.publish('host.missing', { hostId: 'a' })
      const client = open(id)
      await client.next()
      expect(await client.next()).toBe('id: run1-1\nevent: reset\ndata: {}\n\n')
    },
  )

  it('tells a client that missed more than is kept to load anew', async () => {
    const { hub, open } = setUp()
    for (let i = 0; i <= RING_EVENTS + 1; i++) hub.publish('x', {})
    const late = open('run1-1')
    await late.next()
    expect(await late.next()).toContain('event: reset')
    const early = open('run1-2')
    await early.next()
    expect(await early.next()).toContain('event: changes')
  })

  it('sends a comment now and then, and drops whoever is not welcome any more', async () => {
    const { hub, open, greet } = setUp()
    let welcome = true
    const client = open(null, () => welcome)
    await client.next()
    greet()
    expect(await client.next()).toBe(':\n\n')
    welcome = false
    greet()
    expect(await client.next()).toBeNull()
    expect(hub.clients).toBe(0)
  })

  it('drops a client that does not read', () => {
    const { hub, open, flush } = setUp()
    open()
    const text = 'x'.repeat(CLIENT_BYTES_MAX)
    hub.publish('big', { text })
    flush()
    expect(hub.clients).toBe(1)
    hub.publish('more', {})
    flush()
    expect(hub.clients).toBe(0)
  })

  it('takes a bounded number of clients and forgets those that leave', async () => {
    const { hub, open } = setUp()
    const clients = Array.from({ length: CLIENTS_MAX }, () => open())
    expect(() => open()).toThrow('too_many_streams')
    await clients[0]?.cancel()
    expect(hub.clients).toBe(CLIENTS_MAX - 1)
    open()
    hub.close()
    expect(hub.clients).toBe(0)
    expect(() => open()).toThrow('not_ready')
  })
})

describe('GET /v1/stream', () => {
  it('streams to a key that may read, until the key is revoked', async () => {
    const world = await makeAppWorld()
    const headers = { 'x-api-key': world.keys.read }
    const request = new Request('https://flatline.example/v1/stream', { headers })
    const response = await world.app.fetch(request)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    await world.send('DELETE', `/v1/keys/${world.keys.read.slice(3, 11)}`)
    world.tick(COMMENT_MS)
    expect(await response.text()).toBe('retry: 2000\n\n')
  })

  it('opens nothing for HEAD', async () => {
    const world = await makeAppWorld()
    expect((await world.send('HEAD', '/v1/stream')).status).toBe(200)
    expect(world.hub.clients).toBe(0)
  })
})
