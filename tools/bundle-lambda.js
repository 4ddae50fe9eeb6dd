/**
 * Bundles what the compiler wrote (`npm run build`) into one folder per AWS function:
 * dist/lambda/{ingest,api,sweep}/index.mjs. The AWS SDK stays outside: Lambda's runtime has it.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ENTRIES = join(ROOT, 'dist/runtime/lambda')
const TARGET = join(ROOT, 'dist/lambda')
const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const NAMES = ['ingest', 'api', 'sweep']
/** Those that send messages: their packages are CommonJS. */
const COMMON_JS = new Set(['api', 'sweep'])

/** What CommonJS packages expect, and ES modules do not have. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module';" +
  'const require = makeRequire(import.meta.url);'

for (const name of NAMES) {
  const entry = join(ENTRIES, `${name}-entry.js`)
  if (existsSync(entry)) await bundle(name, entry)
  else say(`${name}: left out, there is no ${name}-entry.js in dist/runtime/lambda`)
}

async function bundle(name, entry) {
  const folder = join(TARGET, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const { metafile } = await build({
    entryPoints: [entry],
    outdir: folder,
    entryNames: 'index',
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    /** What is loaded when it is asked for stays apart. */
    splitting: true,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    external: ['@aws-sdk/*', '@smithy/*'],
    legalComments: 'none',
    logLevel: 'warning',
    ...(COMMON_JS.has(name) ? { banner: { js: REQUIRE } } : {}),
  })
  const facts = { ...inputsOf(metafile), loadedBytes: loadedBytes(metafile) }
  writeFileSync(join(TARGET, `${name}.inputs.json`), JSON.stringify(facts))
  writeFileSync(join(folder, 'VERSION'), `${VERSION}\n`)
  if (name === 'api') cpSync(join(ROOT, 'docs'), join(folder, 'docs'), { recursive: true })
  say(`${name}: ${Math.ceil(loadedBytes(metafile) / 1_024)} KB are loaded at the start`)
}

/** The entry, and the chunks that it cannot do without. */
function loadedBytes({ outputs }) {
  const entry = Object.keys(outputs).find(
    (path) => outputs[path].entryPoint !== undefined && path.endsWith('/index.mjs'),
  )
  const loaded = new Set([entry])
  for (const path of loaded) {
    for (const { path: next, kind } of outputs[path].imports) {
      if (kind === 'import-statement' && outputs[next] !== undefined) loaded.add(next)
    }
  }
  return [...loaded].reduce((sum, path) => sum + outputs[path].bytes, 0)
}

function inputsOf({ inputs }) {
  return { inputs: Object.keys(inputs).sort() }
}

function say(text) {
  process.stdout.write(`${text}\n`)
}
