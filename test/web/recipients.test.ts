import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FlatlineServer, startServer } from '../kit/flatline-server.ts'
import { type SnsEndpoint, snsEndpoint } from '../kit/sns-endpoint.ts'
import { axeFaults } from './axe-faults.ts'
import { enterKey, useDashboard } from './dashboard.ts'

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:flatline'
const dashboard = useDashboard()
const ends: (() => Promise<void> | void)[] = []
let sns: SnsEndpoint
let server: FlatlineServer

beforeAll(async () => {
  sns = await snsEndpoint()
  ends.push(() => sns.close())
  sns.makeTopic(TOPIC)
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: sns.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sns.credentials.secretAccessKey,
    FLATLINE_SNS_ENDPOINT: sns.url,
  }
  server = await startServer(env, { ends: (end) => ends.push(end) })
})

afterAll(async () => {
  for (const end of ends.reverse()) await end()
})

it('recipients of a topic are added, seen in each region, and removed', async (context) => {
  const { page, complaints } = await dashboard.visit(context)
  await page.goto(`${server.url}/subscriptions`)
  await enterKey(page, server.adminKey)
  await page.getByRole('button', { name: 'Add a subscription' }).click()
  await page.getByLabel('Name').fill('Region office')
  await page.getByLabel('Channel').selectOption('sns')
  await page.getByLabel('Topic').fill(TOPIC)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Recipients' }).click()
  await page.getByText('Nobody hears of it yet.').waitFor()
  await page.getByLabel('To').fill('ops@example.com')
  await page.getByRole('button', { name: 'Add a recipient' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'ops@example.com' }).last()
  await row.getByText('us-east-1').waitFor()
  await row.getByText('pending').waitFor()
  expect(sns.subscribed(TOPIC)).toEqual({ 'ops@example.com': 'pending' })
  expect(await axeFaults(page)).toEqual([])
  sns.confirm(TOPIC, 'ops@example.com')
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Recipients' }).click()
  await row.getByText('confirmed').waitFor()
  await row.getByRole('button', { name: 'Remove ops@example.com' }).click()
  await page.getByLabel('Type ops@example.com to confirm').fill('ops@example.com')
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByText('Nobody hears of it yet.').waitFor()
  expect(sns.subscribed(TOPIC)).toEqual({})
  expect(complaints).toEqual([])
})

it('a recipient that cannot be is refused beside the field', async (context) => {
  const { page } = await dashboard.visit(context)
  await page.goto(`${server.url}/subscriptions`)
  await enterKey(page, server.adminKey)
  const channel = { kind: 'sns', topicArn: TOPIC }
  await server.admin.send('POST', '/v1/subscriptions', { name: 'Second', channel })
  await page.reload()
  await page.getByRole('button', { name: 'Recipients' }).last().click()
  await page.getByLabel('By').selectOption('sms')
  await page.getByLabel('To').fill('0491511')
  await page.getByRole('button', { name: 'Add a recipient' }).click()
  await page.getByText('must be a telephone number such as +4915112345678').waitFor()
  expect(await page.getByLabel('To').getAttribute('aria-invalid')).toBe('true')
  expect(sns.subscribed(TOPIC)).toEqual({})
})

it('a topic is refused beside the field where SNS is not set up', async (context) => {
  const { page } = await dashboard.signIn(context)
  await page.goto(`${dashboard.server().url}/subscriptions`)
  await page.getByRole('button', { name: 'Add a subscription' }).click()
  await page.getByLabel('Name').fill('Region office')
  await page.getByLabel('Channel').selectOption('sns')
  await page.getByLabel('Topic').fill(TOPIC)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('No AWS region is set up. Set AWS_REGION').waitFor()
  expect(await page.getByLabel('Topic').getAttribute('aria-invalid')).toBe('true')
})
