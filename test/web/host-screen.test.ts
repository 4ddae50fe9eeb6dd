import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type Host, hostSchema } from '../../src/contract/host.ts'
import { axeFaults } from './axe-faults.ts'
import { useDashboard } from './dashboard.ts'

const dashboard = useDashboard()

describe('a host', () => {
  it('is edited, and goes back to the timing of the server', async (context) => {
    await dashboard.server().beat('till-1', {})
    const { page, complaints } = await dashboard.signIn(context)
    await openDialog(page, 'till-1')
    expect(await axeFaults(page)).toEqual([])
    await page.getByLabel('Interval').fill('90s')
    await page.getByLabel('Site').fill('0412')
    await page.getByRole('button', { name: 'Add a label' }).click()
    await page.getByLabel('Name of label 1').fill('street')
    await page.getByLabel('Value of label 1').fill('Main St, 5')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved till-1.').waitFor()
    await page.getByText('the default of the server').waitFor({ state: 'detached' })
    expect(await read('till-1')).toMatchObject({
      intervalMs: 90_000,
      graceMs: 105_000,
      timingFrom: 'own',
      site: '0412',
      labels: { street: 'Main St, 5' },
    })
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Interval').fill('')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('the default of the server').waitFor()
    expect(await read('till-1')).toMatchObject({ timingFrom: 'default', site: '0412' })
    expect(complaints).toEqual([])
  })

  it('shows beside a field why the server refused it', async (context) => {
    await dashboard.server().beat('till-2', {})
    const { page } = await dashboard.signIn(context)
    await openDialog(page, 'till-2')
    await page.getByLabel('Interval').fill('soon')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').waitFor()
    const interval = page.getByLabel('Interval')
    expect(await interval.getAttribute('aria-invalid')).toBe('true')
    const note = (await interval.getAttribute('aria-describedby')) ?? ''
    expect(await page.locator(`[id="${note}"]`).textContent()).toContain('90s')
    expect(await read('till-2')).toMatchObject({ timingFrom: 'default' })
  })

  it('is not overwritten when somebody else changed it meanwhile', async (context) => {
    await dashboard.server().beat('till-3', {})
    const { page } = await dashboard.signIn(context)
    await openDialog(page, 'till-3')
    const theirs = { site: '0500', labels: { role: 'till' } }
    await dashboard.server().admin.send('PATCH', '/v1/hosts/till-3', theirs)
    await page.getByLabel('Site').fill('0412')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('changed since').waitFor()
    expect(await read('till-3')).toMatchObject(theirs)
    await page.getByRole('button', { name: 'Show it as it is now' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    expect(await page.getByLabel('Site').inputValue()).toBe('0500')
    await page.getByLabel('Site').fill('0412')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved till-3.').waitFor()
    expect(await read('till-3')).toMatchObject({ site: '0412', labels: { role: 'till' } })
  })
})

async function openDialog(page: Page, hostId: string): Promise<void> {
  await page.goto(`${dashboard.server().url}/hosts/${hostId}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('dialog', { name: `Edit ${hostId}` }).waitFor()
}

async function read(hostId: string): Promise<Host> {
  return await dashboard.server().admin.get(`/v1/hosts/${hostId}`, hostSchema)
}
