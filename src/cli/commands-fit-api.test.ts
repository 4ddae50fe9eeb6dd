import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AppWorld, makeAppWorld } from '../../test/kit/app-world.ts'
import { type SnsEndpoint, snsEndpoint } from '../../test/kit/sns-endpoint.ts'
import { type SnsRecipients, snsRecipients } from '../channel/sns-recipients.ts'
import { capturedIo, type World } from './captured-io.fixture.ts'
import { main } from './main.ts'

/** Every command against the real routes over a world in memory, so that neither drifts away. */
let app: AppWorld
let sns: SnsEndpoint
let recipients: SnsRecipients

beforeAll(async () => {
  sns = await snsEndpoint()
  const { url: endpoint, credentials } = sns
  recipients = snsRecipients({ region: 'us-east-1', peerRegion: null, endpoint, credentials })
  app = await makeAppWorld({ recipients })
})
afterAll(async () => {
  recipients.close()
  await sns.close()
})

async function run(argv: readonly string[], world: World = {}) {
  const env = { FLATLINE_URL: 'https://flatline.example', FLATLINE_KEY: app.keys.admin }
  const io = {
    ...capturedIo({ ...world, env }),
    fetch: async (input: string | URL | Request, init?: RequestInit) =>
      app.app.fetch(new Request(input, init)),
  }
  const exitCode = await main(argv, io)
  return { exitCode, out: io.out(), err: io.err() }
}

async function runJson(argv: readonly string[], world: World = {}) {
  const { exitCode, out, err } = await run([...argv, '--json'], world)
  expect([argv.join(' '), exitCode, err]).toEqual([argv.join(' '), 0, ''])
  return JSON.parse(out)
}

async function expectDone(...argv: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await run(argv)
  expect([argv.join(' '), exitCode, err]).toEqual([argv.join(' '), 0, expect.any(String)])
  return out
}

describe('every command fits the API', () => {
  it('hosts', async () => {
    const fields = ['--site', '0412', '--label', 'role=till', '--interval', '1m', '--grace', '75s']
    await expectDone('hosts', 'create', 'till-1', ...fields)
    const files = { '/more': '{"hostId":"till-2"}\n{"hostId":"till-3","site":"0413"}\n' }
    expect(await runJson(['hosts', 'import', '/more'], { files })).toMatchObject({ created: 2 })
    const list = ['hosts', 'list', '--state', 'waiting', '--site', '0412', '--label', 'role=till']
    const page = await runJson([...list, '--search', 'till', '--sort', 'hostId', '--limit', '5'])
    expect(page.items).toMatchObject([{ hostId: 'till-1', intervalMs: 60_000, graceMs: 75_000 }])
    expect(await expectDone('hosts', 'list', '--all')).toContain('till-3')
    await expectDone('hosts', 'edit', 'till-1', '--no-site', '--default-timing')
    expect(await runJson(['hosts', 'get', 'till-1'])).toMatchObject({ site: null })
    await expectDone('hosts', 'pause', 'till-1', 'till-2')
    await expectDone('hosts', 'resume', 'till-1')
    await expectDone('hosts', 'retire', 'till-2')
    await expectDone('hosts', 'timeline', 'till-1')
    await expectDone('hosts', 'delete', 'till-2', '--yes')
    expect((await run(['hosts', 'get', 'till-2'])).exitCode).toBe(1)
  })

  it('fleet, sites, incidents, deliveries and audit', async () => {
    expect(await runJson(['fleet'])).toHaveProperty('counts')
    await expectDone('fleet', 'get')
    await expectDone('sites', 'list', '--all')
    expect(await runJson(['sites', 'get', '0413'])).toMatchObject({ hosts: 1 })
    for (const [index, site] of ['a/b', '..'].entries()) {
      await expectDone('hosts', 'create', `odd-${index}`, '--site', site)
      expect(await runJson(['sites', 'get', site])).toMatchObject({ site, hosts: 1 })
    }
    expect((await run(['sites', 'get', 'nowhere'])).err).toContain('not_found')
    await expectDone('incidents', 'list', '--state', 'open', '--site', '0412', '--host', 'till-1')
    await expectDone('deliveries', 'list', '--state', 'dead', '--subscription', 'x')
    expect(await expectDone('audit', 'list', '--limit', '20')).toContain('DELETE')
    for (const argv of [
      ['incidents', 'get', 'till-1~1'],
      ['incidents', 'acknowledge', 'till-1~1'],
      ['deliveries', 'get', 'x~1'],
      ['deliveries', 'resend', 'x~1'],
    ]) {
      const { exitCode, err } = await run(argv)
      expect([exitCode, err]).toEqual([1, expect.stringContaining('not_found')])
    }
  })

  it('keys', async () => {
    const create = ['keys', 'create', '--name', 'tills', '--scope', 'beat', '--label', 'site=0412']
    const more = ['--host-pattern', 'till-*', '--hosts-max', '5', '--expires', '2036-01-01']
    const { id } = await runJson([...create, ...more])
    expect(await expectDone('keys', 'list')).toContain('till-*')
    expect(await expectDone('keys', 'rotate', id, '--overlap', '1d')).toMatch(/^fl_\w{58}\n$/)
    await expectDone('keys', 'revoke', id, '--yes')
  })

  it('subscriptions', async () => {
    const create = ['subscriptions', 'create', '--name', 'Log', '--log', '--match', 'site=04*']
    const more = ['--event', 'host.missing', '--group-wait', '5s', '--group-interval', '1m']
    const { id } = await runJson([...create, ...more])
    expect(await runJson(['subscriptions', 'edit', id, '--all-hosts'])).toMatchObject({ match: {} })
    expect(await expectDone('subscriptions', 'list')).toContain('Log')
    expect(await expectDone('subscriptions', 'get', id)).toContain('groupWaitMs')
    await expectDone('subscriptions', 'test', id)
    await expectDone('subscriptions', 'delete', id, '--yes')
  })

  it('recipients', async () => {
    const topicArn = 'arn:aws:sns:us-east-1:123456789012:flatline'
    sns.makeTopic(topicArn)
    const create = ['subscriptions', 'create', '--name', 'Ops', '--sns', topicArn]
    const { id } = await runJson(create)
    expect(await expectDone('subscriptions', 'list')).toContain(`sns ${topicArn}`)
    const add = ['subscriptions', 'add-recipient', id]
    await expectDone(...add, '--email', 'ops@example.com')
    const phone = await runJson([...add, '--sms', '+4915112345678'])
    expect(await expectDone('subscriptions', 'recipients', id)).toContain('us-east-1 pending')
    await expectDone('subscriptions', 'remove-recipient', id, phone.id, '--yes')
    const { items } = await runJson(['subscriptions', 'recipients', id, '--limit', '5'])
    expect(items).toMatchObject([{ protocol: 'email' }])
  })

  it('silences', async () => {
    const to = '2036-01-01T00:00:00Z'
    const from = '2035-12-31T00:00:00Z'
    const create = ['silences', 'create', '--match', 'site=0412', '--reason', 'x', '--to', to]
    const { id } = await runJson([...create, '--from', from])
    expect(await expectDone('silences', 'list')).toContain('site=0412')
    await expectDone('silences', 'delete', id, '--yes')
  })
})
