import { Marked, type RendererObject } from 'marked'
import { escapeHtml, Html } from './html.ts'

/** Where the links of a page start from. */
interface Place {
  readonly folder: string
}

/**
 * Markdown as markup. Raw HTML in it is shown as text; links lead to our pages, to https or mailto,
 * or nowhere; images are shown as their description, because a page loads nothing.
 */
export function renderMarkdown(markdown: string, place: Place): Html {
  const marked = new Marked({ gfm: true, async: false, renderer: rendererFor(place) })
  return new Html(marked.parse(markdown, { async: false }))
}

/** The first heading, as text. */
export function titleOf(markdown: string, otherwise: string): string {
  return /^#\s+(.{1,120})$/m.exec(markdown)?.[1]?.replaceAll('`', '') ?? otherwise
}

/** GitHub's form, so that links work there and here. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}

function rendererFor(place: Place): RendererObject<string, string> {
  return {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    heading({ tokens, depth, text }) {
      const content = this.parser.parseInline(tokens)
      return `<h${depth} id="${escapeHtml(slugOf(text))}">${content}</h${depth}>\n`
    },
    link({ href, tokens }) {
      const content = this.parser.parseInline(tokens)
      const target = targetOf(href, place)
      return target === undefined ? content : `<a href="${escapeHtml(target)}">${content}</a>`
    },
  }
}

function targetOf(href: string, { folder }: Place): string | undefined {
  if (/^(https?:\/\/|mailto:|#)/i.test(href)) return href
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//')) return undefined
  const { pathname, hash } = new URL(href, `http://docs/docs/${folder}/page`)
  const page = /^(\/docs\/(?:guides|reference|decisions)\/[a-z0-9-]+)(?:\.md)?$/.exec(pathname)?.[1]
  if (page !== undefined) return page + hash
  return pathname === '/docs/reference/openapi.json' ? '/openapi.json' : undefined
}
