import { describe, expect, it } from 'vitest'
import { keySecretSchema } from '../../src/contract/key-secret.ts'
import { enterKey, useDashboard } from './dashboard.ts'

const dashboard = useDashboard()

it('the system screen says what the store takes of the disk', async (context) => {
  const { page } = await dashboard.signIn(context)
  await page.goto(`${dashboard.server().url}/system`)
  await page.getByText(/^[0-9.]+ (KB|MB) on disk$/).waitFor()
  expect(await page.getByText('not measured here').count()).toBe(0)
})

describe('the audit trail', () => {
  it('says who did what to which host, page by page to the first', async (context) => {
    const { beat, admin, url } = dashboard.server()
    await beat('first-1', {})
    await admin.send('POST', '/v1/hosts/first-1/pause')
    await beat('till-1', {})
    for (let n = 0; n < 110; n++) await admin.send('PATCH', '/v1/hosts/till-1', { site: `${n}` })
    const { page, complaints } = await dashboard.signIn(context)
    await page.goto(`${url}/system`)
    await page.getByRole('link', { name: 'Audit trail' }).click()
    const table = page.getByRole('table', { name: 'Changes' })
    await table.getByText('PATCH hosts/till-1').first().waitFor()
    expect(await table.getByRole('link', { name: 'hosts/till-1' }).first().isVisible()).toBe(true)
    const pause = table.getByText('POST hosts/first-1/pause')
    expect(await pause.count()).toBe(0)
    await page.keyboard.press('End')
    await pause.waitFor()
    await page.getByRole('link', { name: 'hosts/first-1/pause' }).click()
    await page.getByRole('heading', { name: 'first-1', level: 1 }).waitFor()
    expect(complaints).toEqual([])
  })

  it('is not for those who may only read', async (context) => {
    const { admin, url } = dashboard.server()
    const wall = { name: 'wall', scopes: ['read'] }
    const { key } = await admin.post('/v1/keys', wall, keySecretSchema)
    const { page } = await dashboard.visit(context)
    await page.goto(`${url}/system`)
    await enterKey(page, key ?? '')
    await page.getByRole('heading', { name: 'System', level: 1 }).waitFor()
    expect(await page.getByRole('link', { name: 'Audit trail' }).count()).toBe(0)
    await page.goto(`${url}/system/audit`)
    await page.getByText('This key may not see that.').waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
  })
})
