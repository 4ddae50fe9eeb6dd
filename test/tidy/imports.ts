import { existsSync } from 'node:fs'
import { type Fault, fault, isCode, ROOT, roomOf, type SourceFile } from './project.ts'

/** Which rooms a room may import. Its tsconfig.json names the same ones. */
export const LAW: Readonly<Record<string, readonly string[]>> = {
  core: [],
  service: ['core'],
  contract: ['core'],
  store: ['core', 'service'],
  channel: ['core', 'service'],
  api: ['core', 'service', 'contract'],
  runtime: ['core', 'service', 'contract', 'store', 'channel', 'api'],
  cli: ['contract'],
  web: ['contract'],
}

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: [],
  service: [],
  contract: ['zod'],
  store: ['@photostructure/sqlite', '@aws-sdk/client-dynamodb'],
  channel: ['nodemailer', 'request-filtering-agent', '@aws-sdk/client-sns'],
  api: ['hono', '@hono/zod-openapi', 'zod', 'marked'],
  runtime: ['@hono/node-server', 'aws-lambda', 'pino', 'prom-client', 'zod', 'yaml'],
  cli: ['commander', 'picocolors'],
  web: ['react', 'react-dom', 'wouter', '@tanstack/react-virtual'],
}

const WITHOUT_NODE = new Set(['core', 'service', 'contract', 'web'])

interface Import {
  readonly offset: number
  readonly specifier: string
  readonly typeOnly: boolean
}

export function unlawfulImports(file: SourceFile): Fault[] {
  const room = isCode(file.path) ? roomOf(file.path) : undefined
  if (room === undefined) return []
  return importsOf(file).flatMap((each) => {
    const says = judge(room, file.path, each)
    return says === undefined ? [] : [fault(file, each.offset, says)]
  })
}

function judge(room: string, path: string, each: Import): string | undefined {
  const { specifier, typeOnly } = each
  if (specifier.startsWith('.')) return judgeRelative(room, path, each)
  if (specifier.startsWith('node:')) {
    if (!WITHOUT_NODE.has(room)) return undefined
    if (room === 'web') return 'web runs in a browser, which has no Node.'
    return `${room} runs without Node. Ask for it through a port in src/service/ports.ts.`
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  if (PACKAGES[room]?.includes(name)) return undefined
  const hint = typeOnly ? 'Its types would bind this room too' : 'Do it in the room that may'
  return `${room} does not import ${name}. ${hint}, or change PACKAGES in test/tidy/imports.ts.`
}

function judgeRelative(room: string, path: string, { specifier, typeOnly }: Import) {
  const { pathname } = new URL(specifier, `file:///${path}`)
  const target = /^\/src\/([^/]+)\//.exec(pathname)?.[1]
  if (target === undefined) return 'src imports nothing outside src. Move what is shared into it.'
  const exists = pathname.endsWith('.ts') || existsSync(`${ROOT}${pathname}`)
  if (!exists) return 'relative imports name the file as it is: they end in .ts.'
  if (target === room) return undefined
  if (!LAW[room]?.includes(target)) {
    return `${room} may not import ${target}. Turn it round, or use a port (ARCHITECTURE.md).`
  }
  if (room === 'contract' && !typeOnly) return 'contract imports only types of core: import type.'
  return undefined
}

/** Static and dynamic imports and re-exports. */
export function importsOf({ text, code }: SourceFile): Import[] {
  const pattern = /(?:\b(import|export)\s(type\b)?[^'"`;()]*?\bfrom\s*|\bimport\s*\(?\s*)(['"])/g
  return [...code.matchAll(pattern)].map((match) => {
    const start = match.index + match[0].length
    const specifier = text.slice(start, text.indexOf(match[3] ?? "'", start))
    return { offset: match.index, specifier, typeOnly: match[2] !== undefined }
  })
}
