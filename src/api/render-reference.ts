import { type Html, html } from './html.ts'
import { inlineCode } from './inline-code.ts'
import type { OpenApiDocument } from './openapi.ts'
import { renderFields } from './render-fields.ts'
import { slugOf } from './render-markdown.ts'

const METHODS = ['get', 'post', 'patch', 'delete'] as const

type PathItem = NonNullable<OpenApiDocument['paths']>[string]
type Operation = NonNullable<PathItem['get']>

interface Placed {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** The API as a page for people, from the same document that programs read. */
export function renderReference(document: OpenApiDocument): Html {
  const placed = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    placedIn(path, item),
  )
  const tags = (document.tags ?? []).map(({ name }) => name)
  return html`<h1>API reference</h1>
<p>${inlineCode(document.info.description ?? '')}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI ${document.openapi}).</p>
<ul>${tags.map((tag) => html`<li><a href="#${slugOf(tag)}">${tag}</a></li>`)}</ul>
${tags.map((tag) => renderTag(document, tag, placed))}`
}

function placedIn(path: string, item: PathItem): Placed[] {
  return METHODS.flatMap((method) => {
    const operation = item[method]
    return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }]
  })
}

function renderTag(document: OpenApiDocument, tag: string, placed: readonly Placed[]): Html {
  const own = placed.filter(({ operation }) => operation.tags?.includes(tag))
  return html`<h2 id="${slugOf(tag)}">${tag}</h2>
${own.map((each) => renderOperation(document, each))}`
}

function renderOperation(document: OpenApiDocument, { method, path, operation }: Placed): Html {
  return html`<h3 id="${operation.operationId}"><code>${method} ${path}</code></h3>
<p><strong>${operation.summary}.</strong> ${inlineCode(operation.description ?? '')}</p>
${renderParameters(operation)}
${renderBody(document, operation)}
<details><summary>Answers</summary>
${Object.entries(operation.responses ?? {}).map(([status, answer]) =>
  renderAnswer(document, status, answer),
)}
</details>
`
}

function renderParameters({ parameters = [] }: Operation): Html {
  const rows = parameters.flatMap((parameter) =>
    '$ref' in parameter
      ? []
      : [
          html`<tr><td><code>${parameter.name}</code></td><td>${parameter.in}</td>
<td>${parameter.required === true ? 'required' : ''}</td>
<td>${inlineCode(parameter.description ?? '')}</td></tr>`,
        ],
  )
  if (rows.length === 0) return html``
  return html`<div class="wide"><table>
<thead><tr><th>Parameter</th><th>In</th><th></th><th></th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function renderBody(document: OpenApiDocument, { requestBody }: Operation): Html {
  if (requestBody === undefined || '$ref' in requestBody) return html``
  return html`<details><summary>Body</summary>
${Object.entries(requestBody.content).map(
  ([type, { schema }]) => html`<p><code>${type}</code></p>${renderFields(document, schema)}`,
)}</details>`
}

type Responses = NonNullable<Operation['responses']>
type AnswerObject = Exclude<NonNullable<Responses['default']>, { $ref: string }>

function renderAnswer(document: OpenApiDocument, status: string, answer: AnswerObject): Html {
  const { description, content = {} } = answer
  const isProblem = 'application/problem+json' in content
  const fields = Object.entries(content).map(([, { schema }]) => renderFields(document, schema))
  const shown = isProblem ? [] : fields
  return html`<p><strong>${status}</strong> ${inlineCode(description)}</p>${shown}`
}
