import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { axeFaults } from './axe-faults.ts'
import { enterKey, NARROW, useDashboard } from './dashboard.ts'
import { onEachScreen } from './on-each-screen.ts'
import { pixelsBeyond } from './pixels-beyond.ts'

const dashboard = useDashboard()
const SLOW = { interval: '10m', grace: '10m' }
/** Axe looks at every element of a dozen screens. */
const SCREENS_LIMIT_MS = 300_000

describe('signing in', () => {
  it('takes a key, and refuses a wrong one in words', async (context) => {
    const { page } = await dashboard.visit(context)
    await page.goto(`${dashboard.server().url}/hosts`)
    await enterKey(page, `${dashboard.server().adminKey.slice(0, -1)}_`)
    await page.getByRole('alert').getByText('no valid API key').waitFor()
    await enterKey(page, dashboard.server().adminKey)
    await page.getByRole('heading', { name: 'Hosts', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.context().cookies()).toEqual([])
  })
})

describe('a second visit', () => {
  it('shows the page that the browser has kept', async (context) => {
    const { page, complaints } = await dashboard.signIn(context)
    for (let visits = 0; visits < 2; visits++) {
      await page.goto('about:blank')
      await page.goto(dashboard.server().url)
      await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor()
    }
    expect(complaints).toEqual([])
  })
})

describe('the link of the first start', () => {
  it('signs in once, and leaves no token in the address', async (context) => {
    const link = /http:\S+\/signin#once=\S+/.exec(dashboard.server().process().stdout())?.[0] ?? ''
    const token = link.split('#')[1] ?? ''
    expect(token).toMatch(/^once=/)
    const first = await dashboard.visit(context)
    await first.page.goto(`${dashboard.server().url}/signin#${token}`)
    await first.page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor()
    expect(first.page.url()).not.toContain('once')
    const second = await dashboard.visit(context)
    await second.page.goto(`${dashboard.server().url}/signin#${token}`)
    await second.page.getByRole('alert').waitFor()
    expect(await second.page.getByLabel('API key').isVisible()).toBe(true)
  })
})

describe('hosts', () => {
  it('are those that a deep link asks for', async (context) => {
    await dashboard.server().beat('till-1', { site: '0412', ...SLOW })
    await dashboard.server().beat('till-2', { site: '0413', ...SLOW })
    const { page, complaints } = await dashboard.signIn(context)
    await page.goto(`${dashboard.server().url}/hosts?site=0412`)
    await row(page, 'till-1').waitFor()
    expect(await row(page, 'till-2').count()).toBe(0)
    await page.getByRole('searchbox').fill('none of that name')
    await page.getByText('No host fits.').waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('none of that name')
    await page.getByRole('link', { name: 'Show all hosts' }).click()
    await row(page, 'till-2').waitFor()
    expect(complaints).toEqual([])
  })

  it('are walked through and opened by keyboard', async (context) => {
    await dashboard.server().beat('till-1', { site: '0412', ...SLOW })
    await dashboard.server().beat('till-2', { site: '0413', ...SLOW })
    const { page } = await dashboard.signIn(context)
    await page.keyboard.press('g')
    await page.keyboard.press('h')
    await row(page, 'till-2').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('till-1')
    await page.waitForURL(/q=till-1/)
    await row(page, 'till-2').waitFor({ state: 'detached' })
    await row(page, 'till-1').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'till-1', level: 1 }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys of this page' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Hosts', level: 1 }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/hosts')
  })

  it('go missing and come back while the page is open', async (context) => {
    const timing = { interval: '1s', grace: '1s' }
    await dashboard.server().beat('kiosk-7', timing)
    const { page, complaints } = await dashboard.signIn(context)
    await page.goto(`${dashboard.server().url}/hosts/kiosk-7`)
    const state = page.locator('header p')
    await state.getByText('missing').waitFor()
    const beating = setInterval(() => void dashboard.server().beat('kiosk-7', timing), 400)
    context.onTestFinished(() => clearInterval(beating))
    await state.getByText('up', { exact: true }).waitFor()
    expect(complaints).toEqual([])
  })

  it('are deleted only after their name was typed', async (context) => {
    await dashboard.server().beat('old-1', SLOW)
    const { page } = await dashboard.signIn(context)
    await page.goto(`${dashboard.server().url}/hosts/old-1`)
    await page.getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete old-1?' })
    const deletion = dialog.getByRole('button', { name: 'Delete' })
    expect(await deletion.isDisabled()).toBe(true)
    await dialog.getByLabel('Type old-1 to confirm').fill('old-1')
    await deletion.click()
    await page.getByText('Deleted old-1.').waitFor()
    const { status } = await dashboard.server().admin.send('GET', '/v1/hosts/old-1')
    expect(status).toBe(404)
  })
})

describe('subscriptions', () => {
  it('are added, tested and deleted', async (context) => {
    const { page, complaints } = await dashboard.signIn(context)
    await page.goto(`${dashboard.server().url}/subscriptions`)
    await page.getByRole('button', { name: 'Add a subscription' }).click()
    await page.getByLabel('Name').fill('Night shift')
    await page.getByLabel('Channel').selectOption('log')
    await page.getByLabel('Which hosts').fill('site=04*')
    await page.getByRole('button', { name: 'Save' }).click()
    const card = page.getByRole('listitem').filter({ hasText: 'Night shift' })
    await card.getByText('site=04*').waitFor()
    await card.getByRole('button', { name: 'Send a test' }).click()
    await card.getByText('Test accepted').waitFor()
    await card.getByRole('button', { name: 'Delete' }).click()
    await page.getByLabel('Type Night shift to confirm').fill('Night shift')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await card.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })
})

describe('keys', () => {
  it('are shown once, in the line for each system', async (context) => {
    const { page } = await dashboard.signIn(context)
    await page.goto(`${dashboard.server().url}/keys`)
    await page.getByRole('button', { name: 'Make a key' }).click()
    await page.getByLabel('Name').fill('Store 0412')
    await page.getByRole('button', { name: 'Make it' }).click()
    const dialog = page.getByRole('dialog', { name: 'The key Store 0412' })
    const key = (await dialog.locator('pre').first().textContent()) ?? ''
    await dialog.getByRole('tab', { name: 'systemd' }).click()
    expect(await dialog.locator('pre').last().textContent()).toContain(`"x-api-key: ${key}"`)
    await dialog.getByRole('button', { name: 'I have stored it' }).click()
    await page.getByText('Store 0412').waitFor()
    expect(await page.content()).not.toContain(key)
  })
})

describe('the fleet', () => {
  it('is a map beyond fifty hosts; its cells are named and opened by keyboard', async (context) => {
    const hosts = Array.from({ length: 60 }, (_, at) => ({ hostId: `pos-${at + 10}`, ...SLOW }))
    await dashboard.server().beat('till-1', { site: '0412', ...SLOW })
    await Promise.all(hosts.map(({ hostId }) => dashboard.server().beat(hostId, SLOW)))
    const { page, complaints } = await dashboard.signIn(context)
    await page.getByRole('button', { name: 'Map of the fleet' }).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    const named = page.locator('main p[role=status] strong')
    await named.getByText(/^[a-z]+-[0-9]+$/).waitFor()
    const hostId = (await named.textContent()) ?? ''
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: hostId, level: 1 }).waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'View in a table' }).click()
    await page.getByRole('table', { name: 'Hosts by site' }).getByText('0412').waitFor()
    expect(complaints).toEqual([])
  })
})

describe('each screen', () => {
  it.for(['light', 'dark'] as const)(
    'has no fault for axe in the %s theme',
    { timeout: SCREENS_LIMIT_MS },
    async (theme, context) => {
      await dashboard.server().beat('till-1', { site: '0412', ...SLOW })
      const { page, complaints } = await dashboard.signIn(context, { colorScheme: theme })
      const faults = await onEachScreen(
        page,
        dashboard.server().url,
        async () => await axeFaults(page),
      )
      expect(faults).toEqual([])
      expect(complaints).toEqual([])
    },
  )

  it('fits 360 pixels without scrolling sideways', async (context) => {
    await dashboard.server().beat('till-1', { site: '0412', ...SLOW })
    const { page } = await dashboard.signIn(context, { viewport: NARROW })
    const faults = await onEachScreen(page, dashboard.server().url, async () => {
      const beyond = await pixelsBeyond(page)
      return beyond > 0 ? [`${beyond} pixels too wide`] : []
    })
    expect(faults).toEqual([])
  })

  it('has no fault for axe before anybody is signed in', async (context) => {
    const { page } = await dashboard.visit(context)
    await page.goto(dashboard.server().url)
    await page.getByLabel('API key').waitFor()
    expect(await axeFaults(page)).toEqual([])
  })
})

function row(page: Page, hostId: string) {
  return page.getByRole('row').filter({ hasText: hostId })
}
