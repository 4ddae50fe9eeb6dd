import { FlatlineError } from '../core/problem.ts'
import { type DocsFile, listDocsFiles, readDocsFile } from './docs-files.ts'
import { openEndpoint } from './endpoint.ts'
import { type Html, html } from './html.ts'
import { openApiDocument } from './openapi.ts'
import { page, STYLE_PATH } from './page.ts'
import { renderMarkdown, titleOf } from './render-markdown.ts'
import { renderReference } from './render-reference.ts'
import { STYLE } from './style.ts'

const shape = { method: 'GET', tag: 'Documentation', answers: {} } as const

const FOLDER_TITLES = [
  ['guides', 'Guides'],
  ['reference', 'Reference'],
  ['decisions', 'Decisions'],
] as const

const indexEndpoint = openEndpoint({
  ...shape,
  path: '/docs',
  summary: 'All pages',
  run: async ({ options: { docsDir } }) => {
    const files = await listDocsFiles(docsDir)
    const sections = FOLDER_TITLES.map(([folder, title]) => section(folder, title, files))
    return page('Documentation', html`<h1>Documentation</h1>${sections}`)
  },
})

const slashEndpoint = openEndpoint({
  ...shape,
  path: '/docs/',
  summary: 'All pages, by the way that people type it',
  run: async () => new Response(null, { status: 308, headers: { location: '/docs' } }),
})

const styleEndpoint = openEndpoint({
  ...shape,
  path: STYLE_PATH,
  summary: 'The stylesheet of our pages',
  run: async () => {
    const headers = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' }
    return new Response(STYLE, { headers })
  },
})

const apiEndpoint = openEndpoint({
  ...shape,
  path: '/docs/reference/api',
  summary: 'The API for people',
  run: async ({ options: { version } }) =>
    page('API reference', renderReference(openApiDocument(version))),
})

const pageEndpoint = openEndpoint({
  ...shape,
  path: '/docs/{folder}/{name}',
  summary: 'One page',
  run: async ({ options: { docsDir }, params: { folder = '', name = '' } }) =>
    showFile(await readDocsFile(docsDir, folder, name)),
})

const shortEndpoint = openEndpoint({
  ...shape,
  path: '/docs/{name}',
  summary: 'One guide',
  run: async ({ options: { docsDir }, params: { name = '' } }) =>
    showFile(await readDocsFile(docsDir, 'guides', name)),
})

/** Fixed paths come before those with a name in them. */
export const docsEndpoints = [
  indexEndpoint,
  slashEndpoint,
  styleEndpoint,
  apiEndpoint,
  pageEndpoint,
  shortEndpoint,
]

function section(folder: string, title: string, files: readonly DocsFile[]): Html {
  const links = files
    .filter((file) => file.folder === folder)
    .map(({ name, markdown }) => item(`/docs/${folder}/${name}`, titleOf(markdown, name)))
  const own = folder === 'reference' ? [item('/docs/reference/api', 'API reference')] : []
  if (links.length + own.length === 0) return html``
  return html`<h2>${title}</h2><ul>${[...links, ...own]}</ul>`
}

function item(path: string, title: string): Html {
  return html`<li><a href="${path}">${title}</a></li>
`
}

function showFile(file: DocsFile | undefined): Response {
  if (file !== undefined) {
    return page(titleOf(file.markdown, file.name), renderMarkdown(file.markdown, file))
  }
  throw new FlatlineError('not_found', 'There is no such page.', {
    hint: 'All pages are listed at /docs.',
  })
}
