import { FlatlineError } from '../core/problem.ts'
import { openEndpoint } from './endpoint.ts'
import { html } from './html.ts'
import { page } from './page.ts'

const shape = { method: 'GET', tag: 'Documentation', answers: {} } as const
const ID = /^[A-Za-z0-9][A-Za-z0-9._:@~-]{0,130}$/

/**
 * Where the links of messages lead while there is no dashboard: to the command and the route that
 * show the same. Nothing is looked up, so a stranger with the link learns nothing.
 */
export const signpostEndpoints = [signpost('incidents', 'Incident'), signpost('hosts', 'Host')]

function signpost(resource: 'incidents' | 'hosts', title: string) {
  return openEndpoint({
    ...shape,
    path: `/${resource}/{id}`,
    summary: `Where to read about the ${title.toLowerCase()} of a message`,
    run: async ({ params: { id = '' } }) => {
      if (!ID.test(id)) {
        throw new FlatlineError('not_found', 'There is no such page.', {
          hint: 'Follow the link of a message as it stands there.',
        })
      }
      return page(
        `${title} ${id}`,
        html`<h1>${title} <code>${id}</code></h1>
<p>Read about it at a terminal, with a key that may read:</p>
<pre><code>flatline ${resource} get ${id}</code></pre>
<p>or over HTTP:</p>
<pre><code>curl -H "x-api-key: KEY" "$FLATLINE_URL/v1/${resource}/${id}"</code></pre>
<p class="soft">This version has no dashboard; once there is one, this link opens it.</p>`,
      )
    },
  })
}
