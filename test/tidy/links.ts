import { posix } from 'node:path'
import { type Fault, fault, type SourceFile } from './project.ts'

/** Relative links in Markdown whose file or heading does not exist. */
export function deadLinks(
  files: readonly SourceFile[],
  exists: (path: string) => boolean,
): Fault[] {
  const pages = new Map(files.filter(isMarkdown).map((file) => [file.path, file]))
  return [...pages.values()].flatMap((page) =>
    linksOf(page).flatMap(({ target, offset }) => {
      const [path = '', anchor] = target.split('#')
      const aim = path === '' ? page.path : posix.join(posix.dirname(page.path), path)
      if (!exists(aim)) return [fault(page, offset, `${target} leads nowhere. Correct the path.`)]
      const goal = pages.get(aim)
      if (anchor === undefined || goal === undefined || anchorsOf(goal).has(anchor)) return []
      return [fault(page, offset, `${aim} has no heading #${anchor}. Correct the anchor.`)]
    }),
  )
}

export function isMarkdown(file: SourceFile): boolean {
  return file.path.endsWith('.md')
}

function linksOf({ text }: SourceFile): { target: string; offset: number }[] {
  return [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)].flatMap((match) => {
    const target = match[1] ?? ''
    return /^[a-z]+:/.test(target) ? [] : [{ target, offset: match.index }]
  })
}

/** Anchors as GitHub makes them: lower case, hyphens, no punctuation, copies numbered. */
export function anchorsOf({ text }: SourceFile): ReadonlySet<string> {
  const seen = new Map<string, number>()
  const headings = [...withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*$/gm)]
  return new Set(
    headings.map((match) => {
      const words = (match[1] ?? '').toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '')
      const slug = words.replaceAll(' ', '-')
      const copies = seen.get(slug) ?? 0
      seen.set(slug, copies + 1)
      return copies === 0 ? slug : `${slug}-${copies}`
    }),
  )
}

function withoutFences(text: string): string {
  return text.replace(/^\s*```[\s\S]*?^\s*```/gm, (block) => block.replace(/[^\n]/g, ' '))
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, (span) => ' '.repeat(span.length))
}

/** Paths in backquotes that do not exist: `src/core/host.ts`. */
export function deadPaths(page: SourceFile, exists: (path: string) => boolean): Fault[] {
  const pattern = /`((?:src|test|docs|bin|bench|sim|infra|\.ci)\/[\w./-]*)`/g
  return [...page.text.matchAll(pattern)].flatMap((match) => {
    const path = match[1] ?? ''
    if (exists(path)) return []
    return [fault(page, match.index, `${path} does not exist. Name the file that does it now.`)]
  })
}
