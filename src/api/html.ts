const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Markup that is safe to send; made by `html` and by the Markdown renderer. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A template whose values are escaped, unless they are markup themselves. Lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  const text = parts.map((part, index) => part + (index < values.length ? show(values[index]) : ''))
  return new Html(text.join(''))
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
}

function show(value: unknown): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(show).join('')
  return value === undefined || value === null ? '' : escapeHtml(String(value))
}
