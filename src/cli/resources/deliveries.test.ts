import { expect, it } from 'vitest'
import type { Delivery } from '../../contract/delivery.ts'
import { capturedIo } from '../captured-io.fixture.ts'
import { main } from '../main.ts'
import { scriptedServer } from '../scripted-server.fixture.ts'

const AT = '2026-03-01T11:50:00.000Z'

function deliveryOf(hosts: number, more: number): Delivery {
  const listed = Array.from({ length: hosts }, (_, index) => ({
    ...{ hostId: `till-${index + 1}`, site: '0412', at: AT, lastHeartbeatAt: AT },
    ...{ deadlineAt: AT, silentSince: null, incidentId: null, url: null },
  }))
  return {
    ...{ id: 'ops~1', subscriptionId: 'ops', state: 'sent', type: 'hosts.missing' },
    ...{ subject: 'Hosts missing', createdAt: AT, attemptsTotal: 0, nextAttemptAt: null },
    ...{ endedAt: null, attempts: [] },
    message: { total: hosts + more, more, note: null, hosts: listed },
  }
}

async function get(delivery: Delivery, ...argv: readonly string[]) {
  const server = await scriptedServer(() => ({ body: delivery }))
  const io = capturedIo({ env: server.env })
  await main(['deliveries', 'get', 'ops~1', ...argv], io)
  await server.close()
  return io.out()
}

it('shows the hosts of a message one per line, the first ten, and how many more', async () => {
  const lines = (await get(deliveryOf(50, 20))).trimEnd().split('\n')
  expect(lines.filter((line) => line.includes('till-'))).toHaveLength(10)
  expect(lines).toContain(`  - till-1, site 0412, last heartbeat ${AT} (10 min ago)`)
  expect(lines.at(-1)).toBe('  and 60 more')
})

it('shows all hosts of a small message, and everything as JSON', async () => {
  expect(await get(deliveryOf(2, 0))).not.toContain('more')
  expect(JSON.parse(await get(deliveryOf(50, 0), '--json')).message.hosts).toHaveLength(50)
})
