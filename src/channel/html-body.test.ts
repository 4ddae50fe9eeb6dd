import { describe, expect, it } from 'vitest'
import { sampleHost, sampleMessage } from './channel.suite.ts'
import { htmlBody } from './html-body.ts'

describe('the HTML part of a mail', () => {
  it('shows each host with its site, its silence, its last heartbeat, deadline and link', () => {
    const html = htmlBody(sampleMessage({ total: 11, more: 9 }))
    expect(html).toMatch(/<h2 style="[^"]*">till-1<\/h2>/u)
    for (const text of [
      '11 hosts have fallen silent.',
      '>0412<',
      '2026-11-21T11:49:55.000Z (10 min)',
      '2026-11-21T11:59:55.000Z',
      '<a href="https://flatline.example.com/incidents/till-1~1">',
      'and 9 more',
      'Notification id: ops~7',
    ]) {
      expect(html).toContain(text)
    }
  })

  it('shows markup from outside as text', () => {
    const hosts = [sampleHost('till-1', { site: '"><img src=x onerror=alert(1)>' })]
    const evil = '<script>alert(1)</script>'
    const html = htmlBody(
      sampleMessage({ subject: evil, note: evil, notificationId: evil, hosts, total: 1 }),
    )
    expect(html).not.toMatch(/<script|<img/u)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('links only http and https, and a link cannot leave its attribute', () => {
    const url = 'javascript:alert(1)'
    const note = 'See https://a.example/?b=1&c="onclick=x. Not javascript:alert(1)'
    const html = htmlBody(sampleMessage({ note, hosts: [sampleHost('till-1', { url })] }))
    expect(html.match(/<a [^>]*>/gu)).toEqual(['<a href="https://a.example/?b=1&amp;c=">'])
  })

  it('breaks long words rather than running out of the page, and keeps labels in one line', () => {
    const html = htmlBody(sampleMessage({ note: 'x'.repeat(200) }))
    for (const tag of ['h1', 'h2', 'p', 'td']) {
      const styles = [...html.matchAll(new RegExp(`<${tag} style="([^"]*)"`, 'gu'))]
      expect(styles.length).toBeGreaterThan(0)
      for (const [, style] of styles) expect(style).toContain('overflow-wrap:anywhere')
    }
    for (const [, style] of html.matchAll(/<th [^>]*style="([^"]*)"/gu)) {
      expect(style).toContain('white-space:nowrap')
    }
  })

  it('loads nothing from elsewhere and suits light and dark', () => {
    const html = htmlBody(sampleMessage())
    expect(html).not.toMatch(/<(img|link|script|iframe|style)|url\(|src=|@import/iu)
    expect(html).not.toMatch(/[^-]color:|background/iu)
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
  })
})
