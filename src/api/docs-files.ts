import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const DOCS_FOLDERS = ['guides', 'reference', 'decisions'] as const
const NAME = /^[a-z0-9][a-z0-9-]{0,79}$/
const PAGES_MAX = 200

export interface DocsFile {
  readonly folder: string
  /** Without `.md`. */
  readonly name: string
  readonly markdown: string
}

/** Every page, by folder and name; none if the folder was not installed. */
export async function listDocsFiles(docsDir: string | null): Promise<DocsFile[]> {
  const files: DocsFile[] = []
  for (const folder of DOCS_FOLDERS) {
    const names = docsDir === null ? [] : await readdir(join(docsDir, folder)).catch(() => [])
    for (const entry of names.sort().slice(0, PAGES_MAX)) {
      const name = entry.endsWith('.md') ? entry.slice(0, -3) : ''
      const file = await readDocsFile(docsDir, folder, name)
      if (file !== undefined) files.push(file)
    }
  }
  return files
}

/** Undefined if there is no such page. The name cannot lead out of the folder. */
export async function readDocsFile(
  docsDir: string | null,
  folder: string,
  name: string,
): Promise<DocsFile | undefined> {
  const known = DOCS_FOLDERS.some((each) => each === folder)
  if (docsDir === null || !known || !NAME.test(name)) return undefined
  try {
    const markdown = await readFile(join(docsDir, folder, `${name}.md`), 'utf8')
    return { folder, name, markdown }
  } catch {
    return undefined
  }
}
