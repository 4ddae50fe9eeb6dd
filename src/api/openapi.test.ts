import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openApiDocument } from './openapi.ts'
import { openApiText } from './openapi-text.ts'
import { OPERATIONS } from './operations.ts'

const FILE = new URL('../../docs/reference/openapi.json', import.meta.url)
const MANIFEST = new URL('../../package.json', import.meta.url)

interface Node {
  readonly [name: string]: unknown
}

const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string }
const document = openApiDocument(manifest.version)
const root: Node = JSON.parse(openApiText(document))

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}

function at(path: readonly string[]): unknown {
  return path.reduce<unknown>((node, step) => (isNode(node) ? node[step] : undefined), root)
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (!isNode(node)) return
  visit(node)
  for (const child of Object.values(node)) walk(child, visit)
}

const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
)

describe('openapi.json', () => {
  it('in the docs is what the code makes: node dist/api/write-openapi.js', () => {
    if (process.env.UPDATE === '1') writeFileSync(FILE, openApiText(document))
    expect(readFileSync(FILE, 'utf8')).toBe(openApiText(document))
  })

  it('is OpenAPI 3.1 with a title, a version, and no reference that leads nowhere', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(document.info).toMatchObject({ title: 'Flatline', version: manifest.version })
    walk(root, (node) => {
      if (typeof node.$ref !== 'string') return
      const steps = node.$ref.split('/')
      expect(steps[0]).toBe('#')
      expect(at(steps.slice(1)), node.$ref).toBeDefined()
    })
  })

  it('has none of the words of 3.0', () => {
    walk(root, (node) => {
      expect(node).not.toHaveProperty('nullable')
      expect(typeof node.exclusiveMinimum).not.toBe('boolean')
    })
  })

  it('requires the parameters without which a request is refused, and takes null for none', () => {
    let required = 0
    for (const { method, path, query } of OPERATIONS) {
      if (!(query instanceof z.ZodObject)) continue
      const described = at(['paths', path, method.toLowerCase(), 'parameters'])
      for (const [name, schema] of Object.entries(query.shape)) {
        const where = `${method} ${path} ${name}`
        const parameter = Object.values(isNode(described) ? described : {}).find(
          (each) => isNode(each) && each.name === name,
        )
        const needed = !z.safeParse(schema, undefined).success
        if (needed) required++
        expect(parameter, where).toMatchObject({ in: 'query', required: needed })
        expect(JSON.stringify(parameter), where).not.toContain('null')
      }
    }
    expect(required).toBeGreaterThan(0)
  })

  it('has patterns as JSON Schema wants them: without slashes and flags', () => {
    const patterns = new Set<string>()
    walk(root, ({ pattern }) => {
      if (typeof pattern === 'string') patterns.add(pattern)
    })
    expect(patterns.size).toBeGreaterThan(5)
    for (const pattern of patterns) {
      expect(new RegExp(pattern, 'u').source).toBe(pattern)
      expect(pattern).not.toMatch(/^\/|(?<!\\)\/[a-z]*$/)
    }
  })

  it('names each operation once, and describes what it needs, answers and refuses', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, method, operation } of operations) {
      const name = `${method} ${path}`
      expect(operation.summary, name).toMatch(/^[A-Z].*[^.]$/)
      expect(operation.security, name).toBeDefined()
      expect(document.tags?.map((tag) => tag.name)).toContain(operation.tags[0])
      const statuses = Object.keys(operation.responses)
      expect(
        statuses.some((status) => status.startsWith('2')),
        name,
      ).toBe(true)
      expect(statuses, name).toContain('500')
      const inPath = (operation.parameters ?? []).filter(
        (parameter: { in: string }) => parameter.in === 'path',
      )
      expect(inPath.length, name).toBe(path.split('{').length - 1)
    }
  })

  it('has an example for every body that people write', () => {
    const { schemas = {} } = document.components ?? {}
    const inputs = Object.entries(schemas).filter(([name]) => /(Input|Patch)$/.test(name))
    for (const [name, schema] of inputs.filter(([name]) => name !== 'SessionInput')) {
      expect(schema, name).toHaveProperty('examples')
    }
  })
})
