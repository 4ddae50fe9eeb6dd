import { FlatlineError } from '../core/problem.ts'
import { encodedAnswer } from './encoded-answer.ts'
import { openEndpoint } from './endpoint.ts'
import { html } from './html.ts'
import { page } from './page.ts'
import { DASHBOARD_POLICY } from './security-headers.ts'
import type { WebFile, WebFiles } from './web-files.ts'

const shape = { method: 'GET', tag: 'Documentation', answers: {} } as const
const INDEX = '/index.html'

/** The page finds out by itself which of its views a path means. */
const VIEWS = [
  '/',
  '/hosts',
  '/hosts/{id}',
  '/sites',
  '/sites/{site}',
  '/incidents',
  '/incidents/{id}',
  '/subscriptions',
  '/subscriptions/{id}',
  '/keys',
  '/silences',
  '/system',
  '/system/audit',
  '/welcome',
  '/signin',
]
const LOOSE_FILES = ['/favicon.svg', '/favicon.ico', '/manifest.webmanifest']

const FOR_A_DAY = 'public, max-age=86400'
/** The name of such a file changes with what is in it. */
const FOR_GOOD = 'public, max-age=31536000, immutable'

/**
 * The dashboard, from memory. It holds nothing but itself: what it shows it asks for with a
 * session, so a stranger who follows a link learns nothing.
 */
export const dashboardEndpoints = [
  ...VIEWS.map((path) =>
    openEndpoint({
      ...shape,
      path,
      summary: 'The dashboard',
      run: async ({ request, options: { web, version } }) => {
        const index = web?.get(INDEX)
        return index === undefined ? absent(version) : send(request, index, 'no-cache')
      },
    }),
  ),
  ...LOOSE_FILES.map((path) =>
    openEndpoint({
      ...shape,
      path,
      summary: 'A file of the dashboard',
      run: async ({ request, options }) => send(request, found(options.web, path), FOR_A_DAY),
    }),
  ),
  openEndpoint({
    ...shape,
    path: '/assets/{name}',
    summary: 'A file of the dashboard, named after its content',
    run: async ({ request, options, params: { name = '' } }) =>
      send(request, found(options.web, `/assets/${name}`), FOR_GOOD),
  }),
]

/** Files are looked up by their whole path in a map, so no path leads out of it. */
function found(web: WebFiles | null, path: string): WebFile {
  const file = web?.get(path)
  if (file !== undefined) return file
  throw new FlatlineError('not_found', 'The dashboard has no such file.', {
    hint: 'Reload the page: Flatline may have been updated since it was opened.',
  })
}

function send(request: Request, file: WebFile, cacheControl: string): Promise<Response> {
  return encodedAnswer(request, file.bytes, {
    encodings: file.compressible ? ['br', 'gzip'] : [],
    headers: {
      'content-type': file.contentType,
      'cache-control': cacheControl,
      'content-security-policy': DASHBOARD_POLICY,
    },
  })
}

function absent(version: string): Response {
  return page(
    'Flatline',
    html`<h1>Flatline</h1>
<p>Flatline tells people when computers disappear. Computers send a heartbeat now and then; when one
falls silent, the right people hear of it once, and again when it is back.</p>
<p>The dashboard is not served from here. In a copy of the repository, <code>npm run build</code>
makes it, and the next start serves it; on AWS it has an address of its own.</p>
<ul>
<li><a href="/docs/getting-started">Getting started</a></li>
<li><a href="/docs/reference/command-line">The same at a terminal</a></li>
<li><a href="/docs">Documentation</a></li>
<li><a href="/docs/reference/api">API reference</a></li>
</ul>
<p class="soft">Version ${version}</p>`,
  )
}
