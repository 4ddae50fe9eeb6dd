import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The part of JSON Schema that our description uses. */
export interface Schema {
  readonly $ref?: string | undefined
  readonly type?: string | readonly string[] | undefined
  readonly enum?: readonly unknown[] | undefined
  readonly oneOf?: readonly Schema[] | undefined
  readonly anyOf?: readonly Schema[] | undefined
  readonly properties?: Readonly<Record<string, Schema>> | undefined
  readonly required?: readonly string[] | undefined
  readonly additionalProperties?: Schema | boolean | undefined
  readonly items?: Schema | undefined
  readonly minItems?: number | undefined
  readonly maxItems?: number | undefined
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly pattern?: string | undefined
  readonly format?: string | undefined
  readonly examples?: readonly unknown[] | undefined
}

const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    oneOf: z.array(schemaSchema).optional(),
    anyOf: z.array(schemaSchema).optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([schemaSchema, z.boolean()]).optional(),
    items: schemaSchema.optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    pattern: z.string().optional(),
    format: z.string().optional(),
    examples: z.array(z.unknown()).optional(),
  }),
)

const contentSchema = z.record(z.string(), z.object({ schema: schemaSchema }))
const operationSchema = z.object({
  parameters: z
    .array(
      z.object({
        in: z.enum(['path', 'query', 'header']),
        name: z.string(),
        schema: schemaSchema,
      }),
    )
    .optional(),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: contentSchema.optional() }),
  ),
})
const documentSchema = z.object({
  components: z.object({ schemas: z.record(z.string(), schemaSchema) }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
})

export interface Operation extends z.output<typeof operationSchema> {
  /** In capitals. */
  readonly method: string
  /** With its `{parameters}`. */
  readonly path: string
  readonly name: string
}

const file = new URL('../../docs/reference/openapi.json', import.meta.url)
const published = documentSchema.parse(JSON.parse(readFileSync(file, 'utf8')))

export const OPERATIONS: readonly Operation[] = Object.entries(published.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([verb, operation]) => {
      const method = verb.toUpperCase()
      return { ...operation, method, path, name: `${method} ${path}` }
    }),
)

export function resolved(schema: Schema): Schema {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref ?? '')?.[1]
  if (name === undefined) return schema
  const found = published.components.schemas[name]
  if (found === undefined) throw new Error(`the description lacks the schema ${name}`)
  return found
}

/** Where a value is not as described, as JSON pointers with a reason; empty if it fits. */
export function misfits(given: Schema, value: unknown, at = ''): string[] {
  const schema = resolved(given)
  const choices = schema.oneOf ?? schema.anyOf
  if (choices !== undefined) {
    const fits = choices.some((choice) => misfits(choice, value, at).length === 0)
    return fits ? [] : [`${at} fits no choice`]
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at} is not listed`]
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isA(type, value))) {
    return [`${at} is no ${schema.type}`]
  }
  if (Array.isArray(value)) {
    const { items } = schema
    return items === undefined ? [] : value.flatMap((item, n) => misfits(items, item, `${at}/${n}`))
  }
  return typeof value === 'object' && value !== null ? memberMisfits(schema, { ...value }, at) : []
}

function memberMisfits(schema: Schema, value: Record<string, unknown>, at: string): string[] {
  const { properties = {}, required = [], additionalProperties } = schema
  const missing = required.filter((name) => !Object.hasOwn(value, name))
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    if (typeof known === 'object') return misfits(known, member, `${at}/${name}`)
    return known === false ? [`${at}/${name} is not described`] : []
  })
  return [...missing.map((name) => `${at}/${name} is missing`), ...wrong]
}

function isA(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
