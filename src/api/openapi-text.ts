import type { OpenApiDocument } from './openapi.ts'

/** The form in which it is served and checked in. */
export function openApiText(document: OpenApiDocument): string {
  return `${JSON.stringify(document, withoutFlag, 2)}\n`
}

/** The library writes a pattern with its closing slash and flag; JSON Schema implies the flag u. */
function withoutFlag(name: string, value: unknown): unknown {
  return name === 'pattern' && typeof value === 'string' ? value.replace(/\/u$/, '') : value
}
