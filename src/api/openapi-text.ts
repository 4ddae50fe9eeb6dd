import type { OpenApiDocument } from './openapi.ts'

/** The form in which it is served and checked in. */
export function openApiText(document: OpenApiDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
