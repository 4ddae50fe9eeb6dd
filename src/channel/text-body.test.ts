import { describe, expect, it } from 'vitest'
import { sampleHost, sampleMessage } from './channel.suite.ts'
import { textBody } from './text-body.ts'

describe('the plain text of a mail', () => {
  it('says per host what a person on call needs', () => {
    expect(textBody(sampleMessage({ total: 11, more: 9 }))).toBe(`11 hosts have fallen silent.

till-1
  Site               0412
  Silent since       2026-11-21T11:49:55.000Z (10 min)
  Last heartbeat     2026-11-21T11:49:55.000Z
  Deadline           2026-11-21T11:59:55.000Z
  Link               https://flatline.example.com/incidents/till-1~1

till-2
  Site               none
  Silent since       2026-11-21T11:49:55.000Z (10 min)
  Last heartbeat     2026-11-21T11:49:55.000Z
  Deadline           2026-11-21T11:59:55.000Z

and 9 more

Notification id: ops~7
`)
  })

  it.each([
    ['hosts.recovered', '1 host is back.', /Heard again +2026-11-21T11:59:55.000Z \(missing for/],
    ['hosts.registered', '1 host sent its first heartbeat.', /First heartbeat +2026-11-21T11:59/],
    ['hosts.withdrawn', '1 host is no longer watched.', /Not watched since +2026-11-21T11:59/],
  ] as const)('has its own words for %s', (type, lead, line) => {
    const text = textBody(sampleMessage({ type, hosts: [sampleHost('till-1')], total: 1 }))
    expect(text.split('\n')[0]).toBe(lead)
    expect(text).toMatch(line)
  })

  it('tells a return once, with the silence before it', () => {
    const hosts = [
      sampleHost('till-1', {
        at: Date.UTC(2026, 10, 21, 11, 59),
        lastHeartbeatAt: Date.UTC(2026, 10, 21, 11, 59),
        deadlineAt: Date.UTC(2026, 10, 21, 11, 49),
        silentSince: Date.UTC(2026, 10, 21, 11, 39),
      }),
    ]
    const text = textBody(sampleMessage({ type: 'hosts.recovered', hosts, total: 1 }))
    expect(text).toContain(`till-1
  Site               0412
  Heard again        2026-11-21T11:59:00.000Z (missing for 10 min)
  Silent since       2026-11-21T11:39:00.000Z
  Deadline           2026-11-21T11:49:00.000Z
  Link `)
  })

  it('says of a host that was never heard before that it was silent from the start', () => {
    const hosts = [sampleHost('till-1', { silentSince: 0 })]
    const text = textBody(sampleMessage({ type: 'hosts.recovered', hosts, total: 1 }))
    expect(text).toMatch(/Silent since +it was announced/)
  })

  it.each(['paused', 'retired', 'deleted'] as const)('says that a host was %s', (withdrawal) => {
    const hosts = [sampleHost('till-1', { withdrawal })]
    const text = textBody(sampleMessage({ type: 'hosts.withdrawn', hosts, total: 1 }))
    expect(text).toContain(`Not watched since  2026-11-21T11:59:55.000Z (${withdrawal})`)
    expect(text).toMatch(/Last heartbeat +2026-11-21T11:49:55.000Z/)
  })

  it('consists of the note where there are no hosts', () => {
    const note = 'This is a test.'
    const text = textBody(sampleMessage({ type: 'flatline.test', note, hosts: [], total: 0 }))
    expect(text).toBe('This is a test.\n\nNotification id: ops~7\n')
  })

  it('says "never" of a host that was not yet heard', () => {
    const hosts = [sampleHost('till-1', { lastHeartbeatAt: 0 })]
    expect(textBody(sampleMessage({ hosts }))).toMatch(/Last heartbeat +never/)
  })
})
