import { type Html, html } from './html.ts'
import { inlineCode } from './inline-code.ts'
import type { OpenApiDocument } from './openapi.ts'

type Schemas = NonNullable<NonNullable<OpenApiDocument['components']>['schemas']>
type SchemaOrRef = Schemas[string]
type Schema = Exclude<SchemaOrRef, { $ref: string }>

const DEPTH_MAX = 3
const REF_PREFIX = '#/components/schemas/'

/** The fields of a schema as a table; what it does not know, it leaves out. */
export function renderFields(
  document: OpenApiDocument,
  schemaOrRef: SchemaOrRef | undefined,
  depth = 0,
): Html {
  const schema = resolve(document, schemaOrRef)
  if (schema === undefined || depth > DEPTH_MAX) return html``
  const choices = schema.oneOf ?? schema.anyOf
  if (choices !== undefined)
    return html`${choices.map((each) => renderFields(document, each, depth))}`
  if (schema.items !== undefined) return renderFields(document, schema.items, depth)
  const fields = Object.entries(schema.properties ?? {})
  if (fields.length === 0) return html``
  const rows = fields.map(([name, field]) => renderField(document, schema, name, field, depth))
  return html`<div class="wide"><table><tbody>${rows}</tbody></table></div>${examplesOf(schema)}`
}

function renderField(
  document: OpenApiDocument,
  parent: Schema,
  name: string,
  field: SchemaOrRef,
  depth: number,
): Html {
  const schema = resolve(document, field)
  const required = parent.required?.includes(name) === true ? 'required' : ''
  return html`<tr><td><code>${name}</code></td><td>${typeOf(document, field)}</td>
<td>${required}</td>
<td>${inlineCode(schema?.description ?? '')}${renderFields(document, field, depth + 1)}</td></tr>
`
}

function typeOf(document: OpenApiDocument, schemaOrRef: SchemaOrRef): string {
  const schema = resolve(document, schemaOrRef)
  if (schema === undefined) return ''
  if (schema.enum !== undefined) return schema.enum.map(String).join(' · ')
  const choices = schema.oneOf ?? schema.anyOf
  if (choices !== undefined) return choices.map((each) => typeOf(document, each)).join(' or ')
  if (schema.items !== undefined) return `list of ${typeOf(document, schema.items)}`
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'any']
  return types.join(' or ')
}

function examplesOf({ examples }: Schema): Html {
  if (!Array.isArray(examples)) return html``
  const texts = examples.map((each) => JSON.stringify(each, null, 2))
  return html`${texts.map((text) => html`<pre><code>${text}</code></pre>`)}`
}

function resolve(
  document: OpenApiDocument,
  schemaOrRef: SchemaOrRef | undefined,
): Schema | undefined {
  if (schemaOrRef === undefined || !('$ref' in schemaOrRef)) return schemaOrRef
  const target = document.components?.schemas?.[schemaOrRef.$ref.slice(REF_PREFIX.length)]
  return target === undefined || '$ref' in target ? undefined : target
}
