/** Line breaks, tabs, ANSI's escape and all other control characters. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
/** Characters that nobody sees: bidi overrides, zero-width spaces, tags. */
const INVISIBLE = /\p{Cf}/gu
const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * One line that can neither leave its place (a mail header, a row of a terminal) nor reorder what
 * stands around it. At most `max` UTF-16 units; a cut is marked with "…".
 */
export function inertLine(text: string, max = 1_000): string {
  const line = text
    .slice(0, 4 * max)
    .replace(CONTROLS, ' ')
    .replace(INVISIBLE, '')
    .trim()
  return clip(line.toWellFormed(), max)
}

/** The same for text of several lines; its line breaks are kept. */
export function inertText(text: string, max = 4_000): string {
  const lines = text.slice(0, 4 * max).split(/\r\n|\r|\n/u)
  return clip(lines.map((line) => inertLine(line, max)).join('\n'), max)
}

/** For element content and for attribute values in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => HTML[character] ?? character)
}

function clip(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`
}
