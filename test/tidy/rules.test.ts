import { describe, expect, it } from 'vitest'
import { headingsOf, undocumented } from './documented.ts'
import { unlawfulImports } from './imports.ts'
import { anchorsOf, deadLinks, deadPaths } from './links.ts'
import { maskCode } from './mask.ts'
import { lockFaults, referenceFaults } from './packages.ts'
import { type Fault, type SourceFile, sourceFile } from './project.ts'
import { environmentReads, impurities } from './purity.ts'
import { longFiles, longFunctions, longLines, longOnTheWhole } from './sizes.ts'
import { emptyNames, emptyTests, loopholes, strayCasts, traces } from './words.ts'

type Rule = (file: SourceFile) => Fault[]

const lines = (count: number, line = 'a()\n') => line.repeat(count)
const mark = (...parts: string[]) => parts.join('')

describe('each rule finds what breaks it', () => {
  const broken: [string, Rule, string, string][] = [
    ['a file of 301 lines', longFiles, 'src/core/a.ts', lines(301)],
    ['a test of 601 lines', longFiles, 'src/core/a.test.ts', lines(601)],
    ['an architecture of 201 lines', longFiles, 'ARCHITECTURE.md', lines(201)],
    ['a line of 101 columns', longLines, 'src/core/a.ts', `x${'y'.repeat(100)}`],
    ['prose of 101 columns', longLines, 'docs/a.md', `x${'y'.repeat(100)}`],
    ['a long function', longFunctions, 'src/core/a.ts', `function f() {\n${lines(60)}}`],
    ['a long arrow', longFunctions, 'src/core/a.ts', `const f = () => {\n${lines(60)}}`],
    ['a long method', longFunctions, 'src/core/a.ts', `const o = { f() {\n${lines(60)}} }`],
    [
      'a long function behind an object type',
      longFunctions,
      'src/core/a.ts',
      `function f(): Promise<{ a: string } | { b: string }> {\n${lines(60)}}`,
    ],
    ['a clock', impurities, 'src/core/a.ts', 'const now = Date.now()'],
    ['the date of now', impurities, 'src/service/a.ts', 'const now = new Date()'],
    ['chance', impurities, 'src/contract/a.ts', 'const draw = Math.random()'],
    ['a timer', impurities, 'src/service/a.ts', 'setTimeout(work, 5)'],
    ['waiting in core', impurities, 'src/core/a.ts', 'export async function f() {}'],
    ['the environment in a verb', environmentReads, 'src/service/a.ts', 'process.env.HOME'],
    [
      'the environment by import',
      environmentReads,
      'src/api/a.ts',
      `import { env } from 'node:process'`,
    ],
    ['an import against the law', unlawfulImports, 'src/core/a.ts', `import '../service/b.ts'`],
    ['a dynamic one', unlawfulImports, 'src/api/a.ts', `await import('../store/b.ts')`],
    ['a re-export', unlawfulImports, 'src/store/a.ts', `export { b } from '../channel/b.ts'`],
    ['Node in service', unlawfulImports, 'src/service/a.ts', `import fs from 'node:fs'`],
    ['a package in core', unlawfulImports, 'src/core/a.ts', `import type { z } from 'zod'`],
    [
      'values of core in contract',
      unlawfulImports,
      'src/contract/a.ts',
      `import { b } from '../core/b.ts'`,
    ],
    ['an import without .ts', unlawfulImports, 'src/core/a.ts', `import { b } from './b.js'`],
    ['an import from outside', unlawfulImports, 'src/core/a.ts', `import '../../test/b.ts'`],
    ['an empty file name', emptyNames, 'src/api/string-utils.ts', ''],
    ['an empty word', emptyNames, 'src/api/a.ts', 'export class HostManager {}'],
    ['an empty ending', emptyNames, 'src/api/a.ts', 'export interface HostData {}'],
    ['a loose type', loopholes, 'src/api/a.ts', 'let a: any = 1'],
    ['a loose argument', loopholes, 'src/api/a.ts', 'const a: Map<string, any> = b'],
    ['a non-null assertion', loopholes, 'src/api/a.ts', 'a[0]!.b()'],
    ['something left open', loopholes, 'src/api/a.ts', mark('// TO', 'DO later')],
    ['a switched-off rule', loopholes, 'src/api/a.ts', mark('// @ts-', 'ignore')],
    ['a test alone', loopholes, 'src/api/a.test.ts', mark('it.', 'only("a")')],
    ['a test left out', loopholes, 'src/api/a.test.ts', mark('describe.', 'skip("a")')],
    ['a cast', strayCasts, 'src/api/a.ts', 'const a = b as HostId'],
    ['a path of one machine', traces, 'docs/a.md', mark('see /ho', 'me/ann/notes')],
    ['a registry', traces, 'docs/a.md', mark('https://regi', 'stry.npmjs.org/a')],
    ['a test that cannot fail', emptyTests, 'src/core/a.test.ts', `it('works', () => { a() })`],
  ]

  it.each(broken)('%s', (_, rule, path, text) => {
    expect(rule(sourceFile(path, text))).toHaveLength(1)
  })

  it('files that are long on the whole', () => {
    const files = ['a', 'b', 'c'].map((name) => sourceFile(`src/core/${name}.ts`, lines(121)))
    expect(longOnTheWhole(files)).toHaveLength(1)
  })

  it('dead links, dead anchors and dead paths', () => {
    const page = sourceFile('docs/a.md', '# A\n[b](b.md) [c](#c) [a](#a) `src/gone.ts`')
    const exists = (path: string) => path === 'docs/a.md'
    expect(deadLinks([page], exists)).toHaveLength(2)
    expect(deadPaths(page, exists)).toHaveLength(1)
  })

  it('what is not on the page, and what is no longer in the code', () => {
    const paths = { what: 'code', codePath: 'code', pagePath: 'page' }
    expect(undocumented({ inCode: ['a'], onPage: ['b'], ...paths })).toHaveLength(2)
  })

  it('references beside the law', () => {
    expect(referenceFaults('core', { references: [{ path: '../api' }] })).toHaveLength(1)
    expect(referenceFaults('service', {})).toHaveLength(1)
  })

  it('too many packages, download addresses, install scripts and gaps', () => {
    const many = Array.from({ length: 40 }, (_, index) => [`node_modules/${index}`, {}])
    expect(lockFaults({ packages: Object.fromEntries(many) })).toHaveLength(1)
    expect(lockFaults({ packages: { a: { resolved: 'https://a' } } })).toHaveLength(1)
    expect(lockFaults({ packages: { a: { hasInstallScript: true } } })).toHaveLength(1)
    const gap = { a: { optionalDependencies: { b: '1.0.0' } } }
    expect(lockFaults({ packages: gap })).toHaveLength(1)
    expect(lockFaults({ packages: { ...gap, 'node_modules/b': {} } })).toEqual([])
  })
})

describe('the rules leave what is right alone', () => {
  const right: [string, Rule, string, string][] = [
    ['a long table', longLines, 'docs/a.md', `| ${'y'.repeat(100)} |`],
    ['a long command', longLines, 'docs/a.md', `\`\`\`sh\n${'y'.repeat(101)}\n\`\`\``],
    ['a long URL', longLines, 'src/core/a.ts', `// https://${'y'.repeat(100)}`],
    ['two functions of 40', longFunctions, 'src/core/a.ts', `${fn(40)}${fn(40)}`],
    ['a long list', longFunctions, 'src/core/a.ts', `const a = [\n${lines(90, '1,\n')}]`],
    [
      'a choice between objects',
      longFunctions,
      'src/core/a.ts',
      `const a = b ? f(1) : { c: 1 }\n${lines(70)}if (a) {\n}`,
    ],
    ['the date of an instant', impurities, 'src/core/a.ts', 'new Date(at).toISOString()'],
    ['a clock in a comment', impurities, 'src/core/a.ts', '// never Date.now()'],
    ['a clock in a test', impurities, 'src/core/a.test.ts', 'Date.now()'],
    [
      'types of core in contract',
      unlawfulImports,
      'src/contract/a.ts',
      `import type { B } from '../core/b.ts'`,
    ],
    ['a neighbour', unlawfulImports, 'src/store/memory/a.ts', `import { b } from '../query.ts'`],
    ['a word in a text', unlawfulImports, 'src/core/a.ts', `const a = "import 'zod'"`],
    ['a word inside another', emptyNames, 'src/api/a.ts', 'export const dataDir = 1'],
    ['any as a word', loopholes, 'src/api/a.ts', `say('any: of them')`],
    ['a comparison', loopholes, 'src/api/a.ts', 'if (a[0] !== b && !c) d()'],
    ['a cast that is returned', strayCasts, 'src/api/a.ts', 'return b as HostId'],
    ['a constant', strayCasts, 'src/api/a.ts', 'const a = [1] as const'],
    ['a path of every machine', traces, 'docs/a.md', 'in ~/notes/a and src/home/b'],
    ['a suite', emptyTests, 'src/a.test.ts', `import { describeStore } from '../store.suite.ts'`],
  ]

  it.each(right)('%s', (_, rule, path, text) => {
    expect(rule(sourceFile(path, text))).toEqual([])
  })
})

describe('masking', () => {
  it.each([
    ['strings', `a('b\\'c', "d")`, `a('    ', " ")`],
    ['comments', 'a // b\nc /* d\ne */ f', 'a     \nc     \n     f'],
    ['templates', 'a(`b $' + '{c + `d`} e`) + f', 'a(`  $' + '{c + ` `}  `) + f'],
    ['objects in templates', '`$' + '{f({ a: 1 })}b`', '`$' + '{f({ a: 1 })} `'],
    ['regular expressions', `a.test(/'[/"]/g) / 2`, 'a.test(/     /g) / 2'],
    ['divisions', `a / b / 'c'`, `a / b / ' '`],
  ])('%s', (_, text, masked) => {
    expect(maskCode(text)).toBe(masked)
  })
})

describe('headings', () => {
  it('become the anchors that GitHub gives them', () => {
    const page = sourceFile('a.md', '# A b, c!\n## `x_y`\n## Twice\n## Twice\n')
    expect([...anchorsOf(page)]).toEqual(['a-b-c', 'x_y', 'twice', 'twice-1'])
  })

  it('in backquotes name what a page describes', () => {
    expect(headingsOf('## `a_b`\n\n### `c`\n\n### d\n')).toEqual(['a_b', 'c'])
  })
})

function fn(count: number): string {
  return `function f() {\n${lines(count)}}\n`
}
