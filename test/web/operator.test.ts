import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it, type TestContext } from 'vitest'
import { deliverySchema } from '../../src/contract/delivery.ts'
import { hostSchema } from '../../src/contract/host.ts'
import { type Incident, incidentSchema } from '../../src/contract/incident.ts'
import { problemSchema } from '../../src/contract/problem.ts'
import { parsed } from '../kit/api-client.ts'
import { curl, sh } from '../kit/shell.ts'
import { subscribeWebhook } from '../kit/subscribe.ts'
import { waitUntil } from '../kit/wait-until.ts'
import { webhookReceiver } from '../kit/webhook-receiver.ts'
import { enterKey, NARROW, useDashboard, WIDE } from './dashboard.ts'
import { hostileFaults } from './hostile-faults.ts'
import { hostilePaths } from './hostile-paths.ts'
import { HOSTILE_TEXTS, useHostileScene } from './hostile-scene.ts'
import { onEachDialog } from './on-each-dialog.ts'
import { onEachScreen, SCREENS } from './on-each-screen.ts'

/** Bounds, not expectations. */
const TOLD_MS = 60_000
const MISSING_MS = 30_000
const SCREENS_LIMIT_MS = 600_000
const SHORT = { interval: '1s', grace: '1s' }
const SLOW = { interval: '10m', grace: '10m' }

describe('welcome', () => {
  const dashboard = useDashboard()

  it('shows what nearly worked, and the cure, until the first host is heard', async (context) => {
    const { page, complaints } = await dashboard.signIn(context)
    await page.getByRole('link', { name: 'Let the first computer speak' }).click()
    const listening = page.getByText('Listening …')
    await listening.waitFor()

    const { url, beatKey } = dashboard.server()
    const at = `${url}/v1/heartbeat`
    const wrong = `${beatKey.slice(0, -1)}${beatKey.endsWith('0') ? '1' : '0'}`
    const nearly = [
      `-H 'x-api-key: ${wrong}' -d '{"hostId":"till-1"}' ${at}`,
      `-H 'x-api-key: ${beatKey}' -d '{"hostId":""}' ${at}`,
      `-H 'x-api-key: ${beatKey}' -d '{hostId: till-1}' ${at}`,
    ]
    for (const line of nearly) {
      const { code, detail, hint = 'none' } = parsed(problemSchema, (await curl(line)).body)
      const shown = page.getByRole('listitem').filter({ hasText: code })
      await shown.getByText(detail).waitFor()
      await shown.getByText(hint).waitFor()
    }
    expect(await listening.isVisible()).toBe(true)

    await page.getByRole('button', { name: 'Make a key for it' }).click()
    await page.getByRole('tab', { name: 'curl', exact: true }).click()
    const line = page
      .getByRole('tabpanel')
      .locator('pre')
      .filter({ hasText: /x-api-key: fl_/ })
    const { code, stdout, stderr } = await sh((await line.textContent()) ?? '')
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '{"message":"OK"}', stderr: '' })
    await page.getByText('The first host was heard.').waitFor()
    expect(await listening.count()).toBe(0)
    const hostname = (await sh('hostname')).stdout.trim()
    await page.getByRole('link', { name: hostname, exact: true }).click()
    await page.getByRole('heading', { name: hostname, level: 1 }).waitFor()
    expect(complaints).toEqual([])
  })
})

describe('an operator', () => {
  const dashboard = useDashboard()

  it('makes a key that computers can use at once, and takes it back', async (context) => {
    const { page, complaints } = await signIn(context, '/keys')
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByLabel('Name').fill('Store 0500')
    await page.getByLabel('For hosts').fill('store-0500-*')
    await page.getByRole('button', { name: 'Make it' }).click()
    const dialog = page.getByRole('dialog', { name: 'The key Store 0500' })
    const key = (await dialog.locator('pre').first().textContent()) ?? ''
    await dialog.getByRole('button', { name: 'I have stored it' }).click()
    expect((await curlBeat(key, 'store-0500-till-1')).status).toBe(200)
    expect((await curlBeat(key, 'store-0501-till-1')).status).toBe(403)
    await page.goto(`${dashboard.server().url}/hosts?q=store-0500`)
    await page.getByRole('row').filter({ hasText: 'store-0500-till-1' }).waitFor()

    await page.goto(`${dashboard.server().url}/keys`)
    const card = page.getByRole('listitem').filter({ hasText: 'Store 0500' })
    await card.getByRole('button', { name: 'Revoke' }).click()
    await page.getByLabel('Type Store 0500 to confirm').fill('Store 0500')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await card.waitFor({ state: 'detached' })
    const refused = async () => (await curlBeat(key, 'store-0500-till-1')).status === 401
    await waitUntil('the key to be refused', refused, TOLD_MS)
    expect(complaints).toEqual([])
  })

  it('adds a webhook, and sees what its receiver really answers', async (context) => {
    const receiver = await webhookReceiver()
    const { page, complaints } = await signIn(context, '/subscriptions')
    await page.getByRole('button', { name: 'Add a subscription' }).click()
    await page.getByLabel('Name').fill('Pager')
    await page.getByLabel('Channel').selectOption('webhook')
    await page.getByLabel('URL').fill(receiver.url('/pager'))
    await page.getByLabel('Which hosts').fill('site=none')
    await page.getByRole('button', { name: 'Save' }).click()
    const secret = page.getByRole('dialog', { name: 'The secret of the webhook' })
    receiver.trust((await secret.locator('pre').textContent()) ?? '')
    await secret.getByRole('button', { name: 'I have stored it' }).click()

    const card = page.getByRole('listitem').filter({ hasText: 'Pager' })
    const test = card.getByRole('button', { name: 'Send a test' })
    await test.click()
    await card.getByText('HTTP 200: noted').waitFor()
    expect(receiver.received('/pager')).toMatchObject([
      { signed: true, message: { type: 'flatline.test', data: { total: 0 } } },
    ])
    receiver.behave(500, '/pager')
    await test.click()
    await card.getByText('HTTP 500: noted').waitFor()
    await card.getByText('Test failed').waitFor()
    expect(receiver.received('/pager')).toHaveLength(2)
    expect(complaints).toEqual([])
  })

  it('silences a site: its incidents open, and are told once the silence ends', async (context) => {
    const receiver = await webhookReceiver()
    await subscribeWebhook(dashboard.server().admin, receiver, { match: { site: 'shore-*' } })
    const { page, complaints } = await signIn(context, '/silences')
    await page.getByRole('button', { name: 'Add a silence' }).click()
    await page.getByLabel('Which hosts').fill('site=shore-north')
    await page.getByLabel('Reason').fill('New switch')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const card = page.getByRole('listitem').filter({ hasText: 'New switch' })
    await card.getByText('holds now').waitFor()

    await dashboard.server().beat('quiet-1', { site: 'shore-north', ...SHORT })
    const quiet = await openIncident('quiet-1')
    await dashboard.server().beat('loud-1', { site: 'shore-south', ...SHORT })
    const told = () => receiver.received().flatMap(({ message }) => message.data.hosts)
    const isTold = (hostId: string) => told().some((host) => host.hostId === hostId)
    await waitUntil('loud-1 to be told', () => isTold('loud-1'), TOLD_MS, told)
    await page.goto(`${dashboard.server().url}/incidents/${quiet.id}`)
    await page.getByText('Silenced: New switch').waitFor()
    expect(isTold('quiet-1')).toBe(false)

    await page.goto(`${dashboard.server().url}/silences`)
    await card.getByRole('button', { name: 'End now' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await waitUntil('quiet-1 to be told', () => isTold('quiet-1'), TOLD_MS, told)
    expect(complaints).toEqual([])
  })

  it('acknowledges an incident, and everybody sees who did and when', async (context) => {
    await dashboard.server().beat('ack-1', { site: 'acks', ...SHORT })
    const { id } = await openIncident('ack-1')
    const { page, complaints } = await signIn(context, '/incidents?site=acks')
    await row(page, 'ack-1').getByRole('link', { name: 'ack-1' }).click()
    const button = page.getByRole('button', { name: 'Acknowledge' })
    await button.click()
    await button.waitFor({ state: 'detached' })
    const { acknowledgedAt, acknowledgedBy } = await incidentOf(id)
    expect(acknowledgedBy).toBe('first admin key')

    await page.reload()
    const fact = page.getByRole('definition').filter({ hasText: `by ${acknowledgedBy}` })
    expect(await fact.locator('time').getAttribute('datetime')).toBe(acknowledgedAt)
    expect(await button.count()).toBe(0)
    await page.getByRole('link', { name: 'Incidents', exact: true }).first().click()
    await row(page, 'ack-1').getByText('first admin key').waitFor()
    expect(complaints).toEqual([])
  })

  it('resends a dead letter, under its own id, once the receiver is back', async (context) => {
    const receiver = await webhookReceiver()
    receiver.behave(410)
    const wishes = { name: 'Old pager', match: { site: 'deads' } }
    const { id } = await subscribeWebhook(dashboard.server().admin, receiver, wishes)
    await dashboard.server().beat('dead-1', { site: 'deads', ...SHORT })
    const { page, complaints } = await signIn(context, '/system')
    const letters = page.getByRole('table', { name: 'Dead letters' })
    const letter = letters.getByRole('row').filter({ hasText: 'dead-1' })
    await letter.getByText('HTTP 410').filter({ visible: true }).waitFor()
    await letter.getByRole('button', { name: 'Resend' }).click()
    await page.getByText('Its subscription is not active.').waitFor()

    receiver.behave(200)
    await page.goto(`${dashboard.server().url}/subscriptions`)
    const card = page.getByRole('listitem').filter({ hasText: 'Old pager' })
    await card.getByText('disabled').waitFor()
    await card.getByRole('button', { name: 'Enable' }).click()
    await card.getByText('active').waitFor()
    await page.goto(`${dashboard.server().url}/system`)
    await letter.getByRole('button', { name: 'Resend' }).click()
    await letter.waitFor({ state: 'detached' })
    await waitUntil('the letter', () => receiver.received().length === 2, TOLD_MS)
    const [refused, resent] = receiver.received()
    expect(resent).toMatchObject({ id: refused?.id, body: refused?.body, signed: true })
    const list = `/v1/deliveries?subscriptionId=${id}`
    const [delivery] = await dashboard.server().admin.all(list, deliverySchema)
    expect(delivery).toMatchObject({ id: resent?.id, state: 'sent' })
    expect(complaints.filter((each) => !each.includes('status of 409'))).toEqual([])
  })

  it('opens the incident that a message links to, after signing in', async (context) => {
    const receiver = await webhookReceiver()
    await subscribeWebhook(dashboard.server().admin, receiver, { match: { site: 'links' } })
    await dashboard.server().beat('link-1', { site: 'links', ...SHORT })
    await waitUntil('the message', () => receiver.received().length > 0, TOLD_MS)
    const [host] = receiver.received()[0]?.message.data.hosts ?? []
    const { page, complaints } = await dashboard.visit(context)
    await page.goto(host?.url ?? '')
    await enterKey(page, dashboard.server().adminKey)
    await page.getByRole('heading', { name: 'link-1 is missing', level: 1 }).waitFor()
    expect(page.url()).toBe(host?.url)
    expect(complaints).toEqual([])
  })

  it('filters incidents and hosts by address, and by what leads there', async (context) => {
    const { beat, url } = dashboard.server()
    await beat('back-1', { site: 'tides', ...SHORT })
    await beat('gone-1', { site: 'tides', ...SHORT })
    await beat('gone-2', { site: 'ebbs', ...SHORT })
    await Promise.all(['back-1', 'gone-1', 'gone-2'].map(openIncident))
    await beat('back-1', { site: 'tides', ...SLOW })
    const isBack = async () => (await incidentsOf('back-1'))[0]?.state === 'resolved'
    await waitUntil('back-1 to be back', isBack, MISSING_MS)

    const { page, complaints } = await signIn(context, '/incidents?site=tides')
    expect(await names(page, 'gone-1')).toEqual(['gone-1'])
    await page.getByRole('link', { name: 'Resolved' }).click()
    expect(await names(page, 'back-1')).toEqual(['back-1'])
    expect(query(page)).toEqual({ state: 'resolved', site: 'tides' })
    await page.reload()
    expect(await names(page, 'back-1')).toEqual(['back-1'])
    await page.getByRole('link', { name: 'All', exact: true }).click()
    expect((await names(page, 'gone-1')).sort()).toEqual(['back-1', 'gone-1'])
    await page.goto(`${url}/incidents?hostId=gone-2`)
    expect(await names(page, 'gone-2')).toEqual(['gone-2'])

    await page.goto(`${url}/hosts?site=tides&state=missing`)
    expect(await names(page, 'gone-1')).toEqual(['gone-1'])
    await page.getByRole('list', { name: 'State' }).getByRole('link', { name: 'up' }).click()
    expect(await names(page, 'back-1')).toEqual(['back-1'])
    expect(query(page)).toEqual({ state: 'up', site: 'tides' })
    expect(complaints).toEqual([])
  })

  it('has no page that asks anybody but the server', async (context) => {
    const { url, beat, adminKey } = dashboard.server()
    await beat('till-1', { site: '0412', ...SLOW })
    const { page, complaints } = await dashboard.visit(context)
    const asked = new Set<string>()
    page.context().on('request', (request) => asked.add(request.url()))
    page.on('websocket', (socket) => asked.add(socket.url()))
    await page.goto(`${url}/signin`)
    await enterKey(page, adminKey)
    await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor()
    await onEachScreen(page, url, async () => [])
    expect(asked.size).toBeGreaterThan(SCREENS.length)
    expect([...asked].filter((each) => new URL(each).origin !== url)).toEqual([])
    expect(complaints).toEqual([])
  })

  async function signIn(context: TestContext, path: string) {
    const visit = await dashboard.signIn(context)
    await visit.page.goto(`${dashboard.server().url}${path}`)
    return visit
  }

  function curlBeat(key: string, hostId: string) {
    const body = JSON.stringify({ hostId, ...SLOW })
    return curl(`-H 'x-api-key: ${key}' -d '${body}' ${dashboard.server().url}/v1/heartbeat`)
  }

  function incidentOf(id: string): Promise<Incident> {
    return dashboard.server().admin.get(`/v1/incidents/${id}`, incidentSchema)
  }

  function incidentsOf(hostId: string): Promise<Incident[]> {
    return dashboard.server().admin.all(`/v1/incidents?hostId=${hostId}`, incidentSchema)
  }

  function openIncident(hostId: string): Promise<Incident> {
    return waitUntil(
      `an open incident of ${hostId}`,
      async () => (await incidentsOf(hostId)).find(({ state }) => state === 'open'),
      MISSING_MS,
      () => dashboard.server().admin.get(`/v1/hosts/${hostId}`, hostSchema),
    )
  }
})

describe('hostile text', () => {
  const dashboard = useDashboard()
  const key = useHostileScene(dashboard)

  it('is refused where it would reverse what follows, or has no end', async () => {
    const { admin, beat } = dashboard.server()
    for (const text of ['a\u202eb', 'W'.repeat(3_900)]) {
      const channel = { kind: 'log' }
      const match = { site: 'none' }
      const answers = await Promise.all([
        beat('till-1', { site: text }),
        beat('till-1', { labels: { role: text } }),
        beat(text),
        admin.send('POST', '/v1/keys', { name: text, scopes: ['beat'] }),
        admin.send('POST', '/v1/subscriptions', { name: text, channel, match }),
        admin.send('POST', '/v1/silences', { match, reason: text, to: '2099-01-01T00:00:00Z' }),
      ])
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400))
    }
  })

  it.for([WIDE, NARROW])(
    'stays text on each screen and in each dialog, $width pixels wide',
    { timeout: SCREENS_LIMIT_MS },
    async (viewport, context) => {
      const { url } = dashboard.server()
      const { page, complaints } = await dashboard.signIn(context, { viewport }, key())
      const faults: string[] = []
      for (const path of hostilePaths()) {
        await page.goto(`${url}${path}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
        await page
          .getByText(/hostile=1|WWWW/)
          .first()
          .waitFor({ state: 'attached' })
        const look = () => hostileFaults(page)
        const found = [...(await look()), ...(await onEachDialog(page, look))]
        faults.push(...found.map((fault) => `${path.slice(0, 80)}: ${fault}`))
      }
      expect(faults).toEqual([])
      const unexpected = complaints.filter((each) => !/status of 40[04]/.test(each))
      expect(unexpected).toEqual([])
    },
  )

  it('is no formula in a list that is exported', async (context) => {
    const { page } = await dashboard.signIn(context, {}, key())
    await page.goto(`${dashboard.server().url}/hosts`)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    const csv = await readFile(await (await saved).path(), 'utf8')
    expect(csv).toContain(`,'=cmd|'/c calc'!A0,`)
    expect(csv).not.toMatch(/(^|,)"?[=+@|%-]/m)
    expect(csv.split('\r\n')).toHaveLength(HOSTILE_TEXTS.length + 3)
  })
})

function query(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams)
}

function row(page: Page, hostId: string): Locator {
  return page.getByRole('row').filter({ hasText: hostId })
}

/** Of the hosts in the table, once the expected one is there. */
async function names(page: Page, expected: string): Promise<string[]> {
  await row(page, expected).waitFor()
  return await page.locator('tbody [data-row]').allTextContents()
}
