import { LAW } from './imports.ts'
import type { Fault } from './project.ts'

export const PACKAGES_MAX = 40

/** Names an install script, but finds its prebuilt file without it. */
const WORKS_WITHOUT_SCRIPT = ['node_modules/@photostructure/sqlite']

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly dev?: boolean
        readonly optional?: boolean
        readonly resolved?: string
        readonly hasInstallScript?: boolean
        readonly optionalDependencies?: Readonly<Record<string, string>>
      }
    >
  >
}

/** `lock` is the parsed package-lock.json. */
export function lockFaults(lock: Lock): Fault[] {
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '')
  const shipped = entries.filter(([, each]) => each.dev !== true)
  const needed = shipped.filter(([, each]) => each.optional !== true)
  const many = `package-lock.json: ${needed.length} runtime packages, fewer than 40. Drop one.`
  return [
    ...(needed.length < PACKAGES_MAX ? [] : [many]),
    ...entries
      .filter(([, each]) => each.resolved?.startsWith('http'))
      .map(([path]) => `package-lock.json: ${path} names a download address. See .npmrc.`),
    ...entries
      .flatMap(([, each]) => Object.keys(each.optionalDependencies ?? {}))
      .filter((name) => lock.packages[`node_modules/${name}`] === undefined)
      .map(
        (name) => `package-lock.json: ${name} has no entry, so npm ci fails. Add it as optional.`,
      ),
    ...shipped
      .filter(([path, each]) => each.hasInstallScript && !WORKS_WITHOUT_SCRIPT.includes(path))
      .map(([path]) => `package-lock.json: ${path} needs an install script. npm 12 blocks them.`),
  ]
}

interface RoomConfig {
  readonly references?: readonly { readonly path: string }[]
}

/** The compiler enforces what a room's tsconfig.json names: exactly the law. */
export function referenceFaults(room: string, config: RoomConfig): Fault[] {
  const named = (config.references ?? []).map(({ path }) => path.replace('../', '')).sort()
  const lawful = [...(LAW[room] ?? [])].sort()
  if (named.join() === lawful.join()) return []
  return [`src/${room}/tsconfig.json: references are [${named}], by the law [${lawful}].`]
}
