import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../src/cli/create-program.ts'
import { processIo } from '../src/cli/process-io.ts'
import { PROBLEMS } from '../src/core/problem.ts'
import { headingsOf, namesIn, undocumented } from './tidy/documented.ts'
import { LAW, unlawfulImports } from './tidy/imports.ts'
import { deadLinks, deadPaths, isMarkdown } from './tidy/links.ts'
import { lockFaults, referenceFaults } from './tidy/packages.ts'
import { ROOT, readProject } from './tidy/project.ts'
import { environmentReads, impurities } from './tidy/purity.ts'
import { longFiles, longFunctions, longLines, longOnTheWhole } from './tidy/sizes.ts'
import { emptyNames, emptyTests, loopholes, strayCasts, traces } from './tidy/words.ts'

const files = readProject()

describe('the house is tidy', () => {
  it.each([
    ['files are at most 300 lines, tests at most 600', longFiles],
    ['lines are at most 100 columns', longLines],
    ['functions are at most 60 lines', longFunctions],
    ['core, service and contract have no clock, chance or timer; core never waits', impurities],
    ['only one file per program reads the environment', environmentReads],
    ['imports go one way, and each room has its own packages', unlawfulImports],
    ['names say something', emptyNames],
    ['nothing is left open, switched off or loosened', loopholes],
    ['a cast is what a small function returns', strayCasts],
    ['no file names a place that exists on one machine only', traces],
    ['every test can fail', emptyTests],
  ])('%s', (_, rule) => {
    expect(files.flatMap(rule)).toEqual([])
  })

  it('half of the files are at most 120 lines', () => {
    expect(longOnTheWhole(files)).toEqual([])
  })

  it.each(Object.keys(LAW))('src/%s refers to the rooms that it may import, no others', (room) => {
    expect(referenceFaults(room, JSON.parse(read(`src/${room}/tsconfig.json`)))).toEqual([])
  })

  it('ships few packages, none with an install script, none with a download address', () => {
    expect(lockFaults(JSON.parse(read('package-lock.json')))).toEqual([])
  })
})

describe('the documentation is true', () => {
  it('has no dead link or anchor', () => {
    expect(deadLinks(files, exists)).toEqual([])
  })

  it('names only files that exist', () => {
    const pages = files.filter((file) => isMarkdown(file) && file.path !== 'CHANGELOG.md')
    expect(pages.flatMap((page) => deadPaths(page, exists))).toEqual([])
  })

  it('describes every problem code', () => {
    const pagePath = 'docs/reference/errors.md'
    const faults = undocumented({
      what: 'problem code',
      inCode: Object.keys(PROBLEMS),
      onPage: headingsOf(read(pagePath)),
      codePath: 'src/core/problem.ts',
      pagePath,
    })
    expect(faults).toEqual([])
  })

  it('gives each problem code its HTTP status and title', () => {
    const page = read('docs/reference/errors.md')
    const faults = Object.entries(PROBLEMS).flatMap(([code, { status, title }]) => {
      const line = `${status} ${title}.`
      return page.includes(`## \`${code}\`\n\n${line}\n`) ? [] : [`${code}: write "${line}" below`]
    })
    expect(faults).toEqual([])
  })

  it('describes every variable of the configuration', () => {
    const codePath = 'src/runtime/config-fields.ts'
    const pagePath = 'docs/reference/configuration.md'
    const elsewhere = read('src/cli/connect/settings.ts') + read('src/runtime/config-sources.ts')
    const faults = undocumented({
      what: 'variable',
      inCode: [
        ...namesIn(read(codePath), /\bFLATLINE_[A-Z_]+\b/g),
        ...namesIn(elsewhere, /(?<=(?:env|variables)\.)FLATLINE_[A-Z_]+\b/g),
      ],
      onPage: headingsOf(read(pagePath)).filter((name) => name.startsWith('FLATLINE_')),
      codePath,
      pagePath,
    })
    expect(faults).toEqual([])
  })

  it('describes every command and its verbs', () => {
    const page = read('docs/reference/command-line.md')
    const commands = createProgram(processIo(), '0').commands
    const faults = commands.flatMap((command) => {
      const row = new RegExp(`\`${command.name()}\\b.*`).exec(page)?.[0] ?? ''
      const verbs = command.commands.map((verb) => verb.name())
      const absent = verbs.filter((verb) => !row.includes(`\`${verb}\``))
      return [...(row === '' ? [command.name()] : []), ...absent]
    })
    expect(faults).toEqual([])
  })

  it('describes every metric', () => {
    const codePath = 'src/runtime/server/metric-names.ts'
    const pagePath = 'docs/reference/metrics.md'
    const faults = undocumented({
      what: 'metric',
      inCode: namesIn(read(codePath), /\bflatline_[a-z_]+\b/g),
      onPage: namesIn(read(pagePath), /\bflatline_[a-z_]+\b/g),
      codePath,
      pagePath,
    })
    expect(faults).toEqual([])
  })

  it('describes every metric that the functions on AWS write', () => {
    const codePaths = ['sweep', 'heartbeat'].map((of) => `src/runtime/lambda/${of}-metrics.ts`)
    const pagePath = 'docs/reference/metrics.md'
    const [, section = ''] = read(pagePath).split('### Metrics of the functions')
    const faults = undocumented({
      what: 'metric',
      inCode: namesIn(codePaths.map(read).join(), /(?<=name: '|count\(')[A-Z]\w+/g),
      onPage: namesIn(section.split('### ')[0] ?? '', /(?<=^\| `)[A-Z]\w+/gm),
      codePath: codePaths.join(', '),
      pagePath,
    })
    expect(faults).toEqual([])
  })
})

function read(path: string): string {
  return readFileSync(`${ROOT}/${path}`, 'utf8')
}

function exists(path: string): boolean {
  return existsSync(`${ROOT}/${path}`)
}
