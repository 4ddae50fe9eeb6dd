import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { fleetSchema } from '../src/contract/fleet.ts'
import { hostSchema } from '../src/contract/host.ts'
import { incidentSchema } from '../src/contract/incident.ts'
import { subscriptionSchema } from '../src/contract/subscription.ts'
import { parsed } from './kit/api-client.ts'
import { type FlatlineServer, flatline, KEY, startServer } from './kit/flatline-server.ts'
import { sh } from './kit/shell.ts'
import { tempDir } from './kit/temp-dir.ts'
import { waitUntil } from './kit/wait-until.ts'
import { webhookReceiver } from './kit/webhook-receiver.ts'

const HOST = 'prod-host-1'

it('shows hosts and incidents as a table and as JSON', async () => {
  const server = await startServer()
  await server.beat(HOST, { intervalMs: 1_000, site: '0412' })
  await waitUntil(
    'an open incident',
    async () => (await server.admin.get('/v1/fleet', fleetSchema)).openIncidents === 1,
    10_000,
  )
  const hosts = await asAdmin(server, 'hosts', 'list')
  expect(hosts).toMatchObject({ code: 0, stderr: '' })
  expect(hosts.stdout).toContain(HOST)
  expect(hosts.stdout).toContain('0412')
  expect(hosts.stdout).toContain('missing')

  const incidents = await asAdmin(server, 'incidents', 'list', '--state', 'open')
  expect(incidents.code).toBe(0)
  expect(incidents.stdout).toContain(HOST)
  const json = await asAdmin(server, 'incidents', 'list', '--all', '--json')
  const lines = json.stdout.trim().split('\n')
  expect(lines.map((line) => parsed(incidentSchema, line).hostId)).toEqual([HOST])
})

it('makes a key that works, and prints it alone on standard output', async () => {
  const server = await startServer()
  const made = await asAdmin(server, 'keys', 'create', '--name', 'tills', '--scope', 'beat')
  expect(made.code).toBe(0)
  expect(made.stdout).toMatch(new RegExp(`^${KEY.source}\n$`))
  const env = { FLATLINE_URL: server.url, FLATLINE_KEY: made.stdout.trim() }
  const beat = await command(['beat', '--host-id', HOST, '--indicator', 'cpuTempC=61.5'], env)
  expect(beat.code).toBe(0)
  const host = await server.admin.get(`/v1/hosts/${HOST}`, hostSchema)
  expect(host).toMatchObject({ state: 'up', indicators: { cpuTempC: 61.5 } })
})

it('makes a subscription and shows what its receiver answers to a test message', async () => {
  const webhooks = await webhookReceiver()
  const server = await startServer()
  const wish = ['--name', 'ops', '--webhook', webhooks.url(), '--json']
  const made = await asAdmin(server, 'subscriptions', 'create', ...wish)
  expect(made.code).toBe(0)
  const { id } = parsed(subscriptionSchema, made.stdout)

  const well = await asAdmin(server, 'subscriptions', 'test', id)
  expect(well.code).toBe(0)
  expect(webhooks.received()[0]?.message.type).toBe('flatline.test')
  webhooks.behave(500)
  const broken = await asAdmin(server, 'subscriptions', 'test', id)
  expect(broken.code).toBe(1)
  expect(broken.stdout + broken.stderr).toContain('500')
})

it('prints a crontab line that really sends', async () => {
  const server = await startServer()
  const env = { FLATLINE_URL: server.url, FLATLINE_KEY: server.beatKey }
  const printed = await command(['install', 'cron'], env)
  expect(printed.code).toBe(0)
  const crontab = /^\* \* \* \* \* (.+)\n$/.exec(printed.stdout)?.[1]
  expect(crontab).toBeDefined()

  const asCronReadsIt = crontab?.replaceAll('\\%', '%')
  const sent = await sh(`sleep() { :; }; ${asCronReadsIt}`)
  expect(sent).toEqual({ code: 0, stdout: '', stderr: '' })
  const host = await server.admin.get(`/v1/hosts/${hostname()}`, hostSchema)
  expect(host.state).toBe('up')
})

it('drives a server with simulated computers and reports what became of them', async () => {
  const server = await startServer()
  const env = { FLATLINE_URL: server.url, FLATLINE_KEY: server.beatKey }
  const wish = ['--hosts', '200', '--interval', '2s', '--duration', '6s', '--json']
  const simulated = await command(['simulate', ...wish], env)
  expect(simulated.code).toBe(0)
  const report = parsed(z.object({ sent: z.int(), accepted: z.int() }), simulated.stdout)
  expect(report).toEqual({ sent: 600, accepted: 600 })
  expect((await server.admin.get('/v1/fleet', fleetSchema)).hosts).toBe(200)
})

it('finds out what is wrong with a URL and a key', async () => {
  const findings = z.array(z.object({ level: z.string(), what: z.string() }))
  const server = await startServer()
  const key = { FLATLINE_KEY: server.beatKey }
  const well = await command(['doctor', '--json'], { ...key, FLATLINE_URL: server.url })
  const found = parsed(findings, well.stdout)
  expect(found.filter(({ level }) => level === 'ok').length).toBeGreaterThan(1)
  expect(well.code).toBe(found.some(({ level }) => level === 'fault') ? 1 : 0)

  const closed = { ...key, FLATLINE_URL: 'http://127.0.0.1:1' }
  const wrong = await command(['doctor', '--json'], closed)
  expect(wrong.code).toBe(1)
  expect(parsed(findings, wrong.stdout)[0]?.level).toBe('fault')
  const refused = await command(['doctor'], { FLATLINE_URL: server.url, FLATLINE_KEY: 'fl_wrong' })
  expect(refused.code).toBe(1)
  expect(refused.stdout).toContain('cure:')
})

it('tells faults apart by its exit codes', async () => {
  const server = await startServer()
  const url = { FLATLINE_URL: server.url }
  const beatKey = { ...url, FLATLINE_KEY: server.beatKey }
  const nowhere = { FLATLINE_URL: 'http://127.0.0.1:1', FLATLINE_KEY: server.adminKey }
  const cases: [code: number, args: string[], env: Record<string, string>][] = [
    [0, ['--version'], {}],
    [0, ['hosts', '--help'], {}],
    [2, ['hots', 'list'], {}],
    [2, ['hosts', 'list', '--limit', 'many'], {}],
    [2, ['hosts', 'list', '--key', server.adminKey], url],
    [2, ['keys', 'revoke', 'abcdefgh'], { ...url, FLATLINE_KEY: server.adminKey }],
    [69, ['hosts', 'list'], nowhere],
    [77, ['hosts', 'list'], beatKey],
    [77, ['hosts', 'list'], { ...url, FLATLINE_KEY: 'fl_wrong' }],
    [78, ['hosts', 'list'], url],
    [78, ['hosts', 'list'], { ...nowhere, FLATLINE_URL: 'flatline' }],
    [1, ['hosts', 'get', 'nobody'], { ...url, FLATLINE_KEY: server.adminKey }],
  ]
  for (const [code, args, env] of cases) {
    const answer = await command(args, env)
    expect({ args, code: answer.code }).toEqual({ args, code })
    expect(answer.stderr).not.toMatch(/^\s+at /m)
    if (code !== 0) expect({ args, stdout: answer.stdout }).toEqual({ args, stdout: '' })
  }
})

function asAdmin(server: FlatlineServer, ...args: string[]) {
  return command(args, { FLATLINE_URL: server.url, FLATLINE_KEY: server.adminKey })
}

async function command(args: readonly string[], env: Readonly<Record<string, string>>) {
  const running = flatline(args, { HOME: tempDir(), ...env })
  const { code } = await running.ended(40_000)
  return { code, stdout: running.stdout(), stderr: running.stderr() }
}
