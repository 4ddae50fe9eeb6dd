import { describe, expect, it } from 'vitest'
import { sampleHost, sampleMessage } from './channel.suite.ts'
import { PAYLOAD_BYTES_MAX, webhookPayload } from './webhook-payload.ts'

describe('the body of a webhook', () => {
  it('has the fields of the contract, in UTC with milliseconds', () => {
    const message = sampleMessage({ hosts: [sampleHost('till-1')], total: 10, more: 9 })
    expect(JSON.parse(webhookPayload(message))).toEqual({
      type: 'hosts.missing',
      timestamp: '2026-11-21T12:00:00.000Z',
      data: {
        notificationId: 'ops~7',
        subject: 'Hosts missing [till-1, till-2]',
        total: 10,
        hosts: [
          {
            hostId: 'till-1',
            site: '0412',
            lastHeartbeatAt: '2026-11-21T11:49:55.000Z',
            deadlineAt: '2026-11-21T11:59:55.000Z',
            incidentId: 'till-1~1',
            url: 'https://flatline.example.com/incidents/till-1~1',
          },
        ],
        more: 9,
      },
    })
  })

  it('has a note only if there is one', () => {
    const body = webhookPayload(sampleMessage({ note: 'Flatline was blind', hosts: [], total: 0 }))
    expect(JSON.parse(body).data.note).toBe('Flatline was blind')
  })

  it('says since when a host was silent and how it was withdrawn, where that is known', () => {
    const silentSince = Date.UTC(2026, 10, 21, 11)
    const hosts = [
      sampleHost('till-1', { silentSince, withdrawal: 'paused' }),
      sampleHost('till-2', { silentSince: 0 }),
    ]
    const { data } = JSON.parse(webhookPayload(sampleMessage({ type: 'hosts.withdrawn', hosts })))
    expect(data.hosts).toMatchObject([
      { silentSince: '2026-11-21T11:00:00.000Z', withdrawal: 'paused' },
      { silentSince: null },
    ])
    expect(data.hosts[1]).not.toHaveProperty('withdrawal')
  })

  it('lists when Flatline was blind, and why', () => {
    const from = Date.UTC(2026, 10, 21, 11)
    const windows = [{ cause: 'store', from, to: from + 60_000 }] as const
    const blind = sampleMessage({ type: 'flatline.blind', hosts: [], total: 0, windows })
    expect(JSON.parse(webhookPayload(blind)).data.windows).toEqual([
      { from: '2026-11-21T11:00:00.000Z', to: '2026-11-21T11:01:00.000Z', cause: 'store' },
    ])
    expect(JSON.parse(webhookPayload(sampleMessage())).data).not.toHaveProperty('windows')
  })

  it('stays under 20 KB and counts the hosts that it leaves out', () => {
    const url = `https://flatline.example.com/${'x'.repeat(400)}`
    const hosts = Array.from({ length: 50 }, (_, i) => sampleHost(`till-${i}`, { url }))
    const body = webhookPayload(
      sampleMessage({ hosts, total: 60, more: 10, note: 'ü'.repeat(9_000) }),
    )
    expect(Buffer.byteLength(body)).toBeLessThan(PAYLOAD_BYTES_MAX)
    const { data } = JSON.parse(body)
    expect(data.hosts.length).toBeGreaterThan(10)
    expect(data.hosts.length + data.more).toBe(60)
  })

  it('is the same, byte by byte, each time', () => {
    expect(webhookPayload(sampleMessage())).toBe(webhookPayload(sampleMessage()))
  })
})
