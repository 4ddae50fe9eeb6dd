import { describe, expect, it } from 'vitest'
import { makeWorld } from '../../../test/kit/world.ts'
import { findKey } from '../../service/keyring.ts'
import { builtInKey } from './built-in-key.ts'
import { prepareFirstStart } from './first-start.ts'
import { cronLine, curlLine, greet } from './greeting.ts'

describe('the first start on an empty store', () => {
  it('makes an admin key, a beat key and a subscription that prints', async () => {
    const { ctx, now } = makeWorld()
    const keys = await prepareFirstStart(ctx)
    const [admin, beat] = [keys?.admin, keys?.beat].map((text) => findKey(ctx, text ?? '', now()))
    expect(admin?.scopes).toContain('admin')
    expect(beat?.scopes).toEqual(['beat'])
    const [log] = await ctx.records.get('subscription', ['log'])
    expect(log?.value).toMatchObject({ channel: { kind: 'log' }, state: 'active' })
    expect(log?.value.events).toContain('host.missing')
  })

  it('shows keys once only', async () => {
    const { ctx } = makeWorld()
    expect(await prepareFirstStart(ctx)).not.toBeNull()
    expect(await prepareFirstStart(ctx)).toBeNull()
  })

  it('makes no keys where an admin key is configured', async () => {
    const { text } = await makeWorld({ seed: 9 }).key(['admin'])
    const { ctx, now } = makeWorld()
    const builtInKeys = [builtInKey(text, ctx.entropy)]
    const configured = makeWorld({ settings: { builtInKeys } }).ctx
    expect(await prepareFirstStart(configured)).toBeNull()
    expect(findKey(configured, text, now())?.scopes).toContain('admin')
    expect((await configured.records.list('key', { limit: 10 })).items).toEqual([])
  })

  it('lets nobody in by a restart once all keys are revoked', async () => {
    const { ctx } = makeWorld()
    await prepareFirstStart(ctx)
    const { items } = await ctx.records.list('key', { limit: 10 })
    for (const { value, version } of items) {
      await ctx.records.write([{ kind: 'key', id: value.id, value: null, ifVersion: version }])
    }
    expect(await prepareFirstStart(ctx)).toBeNull()
  })
})

describe('the greeting', () => {
  const facts = {
    version: '1.2.3',
    url: 'http://localhost:8080',
    reachableUrl: 'https://flatline.example',
    dataPlace: '/var/lib/flatline',
    signInToken: null,
    program: 'flatline',
  }

  it('says where it listens and where its files are', () => {
    const text = greet({ ...facts, keys: null }).join('\n')
    expect(text).toContain('listens on http://localhost:8080')
    expect(text).toContain('/var/lib/flatline')
    expect(text).not.toContain('fl_')
  })

  it('shows each key on a line of its own, and lines to paste', () => {
    const lines = greet({ ...facts, keys: { admin: 'ADMIN', beat: 'BEAT' } })
    expect(lines).toContain('  admin  ADMIN')
    expect(lines).toContain('  beat   BEAT')
    expect(lines).toContain(`  ${curlLine('http://localhost:8080', 'BEAT')}`)
    expect(lines).toContain(`  ${cronLine('https://flatline.example', 'BEAT')}`)
  })

  it('has a link that signs in once, where keys are shown', () => {
    const keys = { admin: 'ADMIN', beat: 'BEAT' }
    const lines = greet({ ...facts, keys, signInToken: 'TOKEN' })
    expect(lines).toContain('  http://localhost:8080/signin#once=TOKEN')
    expect(greet({ ...facts, keys: null }).join()).not.toContain('signin')
  })

  it('prints the client line exactly as it is published', () => {
    expect(cronLine('https://HOST', 'KEY')).toBe(
      String.raw`* * * * * sleep $(( $(hostname | cksum | cut -d' ' -f1) \% 50 )); ` +
        'curl -fsS -m 10 --retry 2 -o /dev/null -H "x-api-key: KEY" ' +
        String.raw`-d "{\"hostId\":\"$(hostname)\"}" https://HOST/v1/heartbeat`,
    )
  })
})
