import { describe, expect, it } from 'vitest'
import { waitUntil } from '../kit/wait-until.ts'
import { useDashboard } from './dashboard.ts'

const dashboard = useDashboard()
const HOSTS = 260
/** What is drawn beyond it is not seen. */
const PICTURE_WIDTH = 1_000

describe('a site', () => {
  it('shows the past day of all its hosts, those that are missing first', async (context) => {
    const { admin, beat, url } = dashboard.server()
    const slow = { site: '0412', interval: '10m', grace: '10m' }
    const names = Array.from({ length: HOSTS - 1 }, (_, at) => `till-${at + 100}`)
    for (const hostId of names) await beat(hostId, slow)
    await beat('zebra', { site: '0412', interval: '1s', grace: '0s' })
    await waitUntil(
      'zebra is missing',
      async () => (await admin.send('GET', '/v1/hosts/zebra')).text.includes('"missing"'),
      60_000,
    )
    const { page, complaints } = await dashboard.signIn(context)
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/timeline')) asked.push(new URL(request.url()).pathname)
    })
    await page.goto(`${url}/sites/0412`)
    const section = page.getByRole('region', { name: 'The past 24 hours' })
    await section.getByText(`12 of ${HOSTS} hosts`).waitFor()
    await section.getByRole('listitem').first().getByText('zebra').waitFor()
    expect(await section.getByRole('listitem').count()).toBe(12)
    const silence = section.locator('svg rect.fill-cell-missing').first()
    const end =
      Number(await silence.getAttribute('x')) + Number(await silence.getAttribute('width'))
    expect(end).toBeLessThanOrEqual(PICTURE_WIDTH)
    for (const count of [12, 24, 48, 96, 68]) {
      await section.getByRole('button', { name: `Show ${count} more` }).dispatchEvent('click')
    }
    await section.getByText(`${HOSTS} of ${HOSTS} hosts`).waitFor()
    await section.getByText('till-358').scrollIntoViewIfNeeded()
    const last = section.getByRole('listitem').last()
    await last.getByRole('img').waitFor()
    expect(await last.getByRole('link').textContent()).toBe('till-358')
    expect(new Set(asked).size).toBeLessThan(HOSTS / 2)
    await section.getByRole('button', { name: 'Show the first 12' }).click()
    expect(await section.getByRole('listitem').count()).toBe(12)
    expect(complaints).toEqual([])
  })
})
