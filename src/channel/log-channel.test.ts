import { describe, expect, it } from 'vitest'
import { channelSuite, sampleHost, sampleMessage } from './channel.suite.ts'
import { logChannel } from './log-channel.ts'

const ID = /^ {2}notification id (.*)$/u

channelSuite({
  name: 'log',
  deviations: {
    falters: 'standard output takes every line',
    refuses: 'nobody at standard output could refuse',
    hangs: 'writing a line does not wait for a reader',
  },
  open: async () => {
    const lines: string[] = []
    return {
      channel: logChannel((line) => lines.push(line)),
      target: { kind: 'log' },
      secrets: [],
      behave: () => {},
      received: async () => intoMessages(lines),
      close: async () => {},
    }
  },
})

describe('the log channel', () => {
  it('writes the subject and at most five hosts', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const hosts = names.map((name) => sampleHost(name))
    const lines = await linesOf(sampleMessage({ hosts, total: 16, more: 9 }))
    expect(lines).toEqual([
      '2026-11-21T12:00:00.000Z Hosts missing [till-1, till-2]',
      '  a (site 0412) silent since 2026-11-21T11:49:55.000Z (10 min)',
      '  b (site 0412) silent since 2026-11-21T11:49:55.000Z (10 min)',
      '  c (site 0412) silent since 2026-11-21T11:49:55.000Z (10 min)',
      '  d (site 0412) silent since 2026-11-21T11:49:55.000Z (10 min)',
      '  e (site 0412) silent since 2026-11-21T11:49:55.000Z (10 min)',
      '  and 11 more',
      '  notification id ops~7',
    ])
  })

  it('says how long a host was missing once it is back, and since when it was silent', async () => {
    const deadlineAt = Date.UTC(2026, 10, 21, 11, 30)
    const silentSince = Date.UTC(2026, 10, 21, 11, 20)
    const hosts = [sampleHost('till-1', { site: null, deadlineAt, silentSince })]
    const lines = await linesOf(sampleMessage({ type: 'hosts.recovered', hosts, total: 1 }))
    expect(lines[1]).toBe(
      '  till-1 heard again 2026-11-21T11:59:55.000Z (missing for 30 min), ' +
        'silent since 2026-11-21T11:20:00.000Z',
    )
  })

  it('says how a host was withdrawn', async () => {
    const hosts = [sampleHost('till-1', { withdrawal: 'retired' })]
    const lines = await linesOf(sampleMessage({ type: 'hosts.withdrawn', hosts, total: 1 }))
    expect(lines[1]).toContain('not watched since 2026-11-21T11:59:55.000Z (retired)')
  })

  it('fails instead of rejecting if standard output is gone', async () => {
    const channel = logChannel(() => {
      throw new Error('EPIPE')
    })
    const outcome = await channel.send({ kind: 'log' }, sampleMessage(), { name: 'Log' })
    expect(outcome.kind).toBe('failed')
  })
})

async function linesOf(message: ReturnType<typeof sampleMessage>): Promise<string[]> {
  const lines: string[] = []
  await logChannel((line) => lines.push(line)).send({ kind: 'log' }, message, { name: 'Log' })
  return lines
}

function intoMessages(lines: readonly string[]): { id: string; body: string }[] {
  const messages: { id: string; body: string }[] = []
  let body: string[] = []
  for (const line of lines) {
    body.push(line)
    const id = ID.exec(line)?.[1]
    if (id === undefined) continue
    messages.push({ id, body: body.join('\n') })
    body = []
  }
  return messages
}
