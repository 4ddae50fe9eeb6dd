import { expect, it } from 'vitest'
import { sampleMessage } from './channel.suite.ts'
import { type ChannelOptions, openChannels } from './channels.ts'

const OPTIONS: ChannelOptions = {
  smtpUrl: null,
  smtpFrom: null,
  allowTargets: [],
  publicUrl: null,
  sns: null,
  writeLine: () => {},
  version: '1.2.3',
}

it('opens one channel of each kind', () => {
  const { channels } = openChannels(OPTIONS)
  expect(Object.keys(channels).sort()).toEqual(['email', 'log', 'sns', 'webhook'])
})

it('manages recipients where a region is set up, and only there', () => {
  const sns = { region: 'us-east-1', peerRegion: null, endpoint: null }
  expect(openChannels(OPTIONS).recipients).toBeNull()
  expect(openChannels({ ...OPTIONS, sns }).recipients).not.toBeNull()
})

it('can be closed twice, and sends nothing afterwards', async () => {
  const { channels, close } = openChannels(OPTIONS)
  await close()
  await close()
  const secret = `whsec_${Buffer.alloc(32).toString('base64')}`
  const target = { kind: 'webhook', url: 'https://127.0.0.1', secret } as const
  const outcome = await channels.webhook.send(target, sampleMessage(), { name: 'Ops' })
  expect(outcome.kind).toBe('failed')
})

it('refuses to start with an allowed target that cannot be read', () => {
  expect(() => openChannels({ ...OPTIONS, allowTargets: ['10.0.0.0/99'] })).toThrow(
    expect.objectContaining({ code: 'invalid_field' }),
  )
})
