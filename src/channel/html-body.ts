/**
 * The HTML part of a mail: inline styles only, nothing loaded from anywhere, no colours of its own,
 * so that light and dark mail programs both show it well. All text is escaped.
 */
import type { Message, MessageHost } from '../core/message.ts'
import { escapeHtml, inertLine, inertText } from './inert.ts'
import { type Fact, factsOf, leadOf } from './wording.ts'

const STYLES = {
  body: "margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif",
  title: 'margin:0 0 8px;font-size:20px;line-height:1.3;overflow-wrap:anywhere',
  paragraph: 'margin:0 0 16px;overflow-wrap:anywhere',
  host: 'padding:12px 0;border-top:1px solid rgba(128,128,128,0.4);overflow-wrap:anywhere',
  hostName: 'margin:0 0 4px;font-size:16px;line-height:1.5;overflow-wrap:anywhere',
  label:
    'padding:0 16px 0 0;text-align:left;vertical-align:top;font-weight:normal;opacity:0.7;' +
    'white-space:nowrap',
  value: 'padding:0;overflow-wrap:anywhere',
  footer: 'margin:16px 0 0;font-size:13px;opacity:0.7;overflow-wrap:anywhere',
} as const
const LINK = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)]/gu

/** Depends on nothing but the message. */
export function htmlBody(message: Message): string {
  const subject = escapeHtml(inertLine(message.subject))
  const lead = leadOf(message)
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${subject}</title>`,
    '</head>',
    `<body style="${STYLES.body}">`,
    `<h1 style="${STYLES.title}">${subject}</h1>`,
    ...(lead === null ? [] : [paragraph(escapeHtml(lead))]),
    ...(message.note === null ? [] : noteParagraphs(message.note)),
    ...message.hosts.map((host) => hostSection(message, host)),
    ...(message.more > 0 ? [`<p style="${STYLES.host}">and ${message.more} more</p>`] : []),
    `<p style="${STYLES.footer}">Notification id: ` +
      `${escapeHtml(inertLine(message.notificationId))}</p>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function hostSection(message: Message, host: MessageHost): string {
  const link = host.url === null ? [] : [row('Link', linked(inertLine(host.url)))]
  const rows = [...factsOf(message, host).map(factRow), ...link]
  return [
    `<div style="${STYLES.host}">`,
    `<h2 style="${STYLES.hostName}">${escapeHtml(inertLine(host.hostId, 100))}</h2>`,
    `<table style="border-collapse:collapse">${rows.join('\n')}</table>`,
    '</div>',
  ].join('\n')
}

function factRow({ label, value }: Fact): string {
  return row(label, escapeHtml(value))
}

function row(label: string, html: string): string {
  const head = `<th scope="row" style="${STYLES.label}">${escapeHtml(label)}</th>`
  return `<tr>${head}<td style="${STYLES.value}">${html}</td></tr>`
}

function noteParagraphs(note: string): string[] {
  return inertText(note)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => paragraph(linked(line)))
}

/** Escaped text in which http and https addresses are links. */
function linked(text: string): string {
  const parts: string[] = []
  let end = 0
  for (const match of text.matchAll(LINK)) {
    const url = escapeHtml(match[0])
    parts.push(escapeHtml(text.slice(end, match.index)), `<a href="${url}">${url}</a>`)
    end = match.index + match[0].length
  }
  return [...parts, escapeHtml(text.slice(end))].join('')
}

function paragraph(html: string): string {
  return `<p style="${STYLES.paragraph}">${html}</p>`
}
