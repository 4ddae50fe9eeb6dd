/**
 * Bundles a program of the simulation with the project's own source, into dist/sim/<name>.mjs.
 *
 * - Timers, `performance` and `Date.now` of the source become those of the simulation's kernel
 *   (sim/kernel/timers.ts), so that its real engine runs in simulated time.
 * - A mutant replaces a piece of the source by a faulty one, to see that the checkers notice.
 */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
const KERNEL_TIMERS = join(ROOT, 'sim/kernel/timers.ts')
const PROMISED_TIMERS = join(ROOT, 'sim/kernel/promised-timers.ts')

/**
 * @param {string} entry such as "sim/main.ts"
 * @param {string} outfile from the root of the project
 * @param {readonly { file: string, find: string, replace: string }[]} mutations
 */
export async function bundle(entry, outfile, mutations = []) {
  await build({
    entryPoints: [join(ROOT, entry)],
    outfile: join(ROOT, outfile),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'warning',
    inject: [KERNEL_TIMERS],
    define: { 'Date.now': 'dateNow' },
    packages: 'external',
    plugins: [promisedTimers, mutate(mutations)],
  })
  return join(ROOT, outfile)
}

/** `node:timers/promises`, as the source of the project uses it. */
const promisedTimers = {
  name: 'promised-timers',
  setup({ onResolve }) {
    onResolve({ filter: /^node:timers\/promises$/ }, ({ importer }) =>
      importer.startsWith(join(ROOT, 'src')) ? { path: PROMISED_TIMERS } : undefined,
    )
  },
}

function mutate(mutations) {
  return {
    name: 'mutate',
    setup({ onLoad }) {
      if (mutations.length === 0) return
      onLoad({ filter: /\.(ts|js)$/ }, ({ path }) => {
        const file = relative(ROOT, path).replaceAll('\\', '/')
        const own = mutations.filter((mutation) => mutation.file === file)
        if (own.length === 0) return undefined
        const contents = own.reduce(replaceOnce, readFileSync(path, 'utf8'))
        return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' }
      })
    },
  }
}

/** Throws unless the piece occurs exactly once: the source has changed, and so must the mutant. */
export function replaceOnce(text, { file, find, replace }) {
  const parts = text.split(find)
  if (parts.length !== 2) {
    throw new Error(`"${find}" occurs ${parts.length - 1} times in ${file}, not once`)
  }
  return parts.join(replace)
}
