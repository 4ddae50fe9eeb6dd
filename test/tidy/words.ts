import { type Fault, fault, faultsAt, isCode, isTest, type SourceFile } from './project.ts'

const EMPTY_WORDS = /^(alerts?|monitors?|managers?|helpers?|utils?|utility|common|misc)$/
const EMPTY_ENDINGS = /^(data|info)$/
const INSTEAD = 'It says nothing here: use a word of the table in ARCHITECTURE.md.'

/** Names of files and of what they export. */
export function emptyNames(file: SourceFile): Fault[] {
  if (!isCode(file.path)) return []
  const names = [...file.code.matchAll(EXPORTED)].map((match) => ({
    name: match[1] ?? '',
    offset: match.index,
  }))
  const stem = file.path.split('/').at(-1)?.split('.')[0] ?? ''
  return [{ name: stem, offset: 0 }, ...names].flatMap(({ name, offset }) => {
    const word = emptyWord(name)
    return word === undefined ? [] : [fault(file, offset, `"${word}" in ${name}. ${INSTEAD}`)]
  })
}

const EXPORTED =
  /\bexport\s+(?:async\s+)?(?:function\*?|const|let|class|interface|type|abstract class)\s+(\w+)/g

function emptyWord(name: string): string | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/)
  const last = words.at(-1) ?? ''
  return (
    words.find((word) => EMPTY_WORDS.test(word)) ?? (EMPTY_ENDINGS.test(last) ? last : undefined)
  )
}

/** The brackets keep these patterns from finding themselves. */
const LEFT_OPEN = /\bTO[D]O\b|\bFIX[M]E\b|\bXX[X]\b|\bHAC[K]\b/g
const SWITCHED_OFF = /@ts-(?:ignor[e]|nochec[k]|expect-erro[r])|biome-ignor[e]|eslint-disabl[e]/g
const NOT_RUN = /\b(?:it|test|describe)\.(?:only|skip|todo|fails|skipIf|runIf)\b/g
const LOOSE = /[:<,|(]\s*any\b(?!\s*[(:.])|\bas any\b|\bany\[\]/g
const NOT_NULL = /[\w$)\]]!(?!=)/g

/** What was left open, switched off, or loosened. */
export function loopholes(file: SourceFile): Fault[] {
  if (!isCode(file.path)) return []
  const raw = { ...file, code: file.text }
  return [
    ...faultsAt(raw, LEFT_OPEN, 'something is left open. Finish it, or write it down as an issue.'),
    ...faultsAt(raw, SWITCHED_OFF, 'a rule is switched off here. Mend the code instead.'),
    ...faultsAt(file, NOT_RUN, 'a test that is not always run. Run it, or remove it.'),
    ...faultsAt(file, LOOSE, 'no any. Use unknown and narrow it.'),
    ...faultsAt(
      file,
      NOT_NULL,
      'no non-null assertion. Handle the case, or prove it to the compiler.',
    ),
  ]
}

const CAST =
  /^(?!\s*(?:import|export|type|return\b|\))).*\bas (?!const\b)(?:[A-Z({]|string|number|un)/gm

/** A cast is the whole business of a small function: what it returns. */
export function strayCasts(file: SourceFile): Fault[] {
  if (!file.path.startsWith('src/') || isTest(file.path)) return []
  return faultsAt(file, CAST, 'a cast in the midst. Return it from a small function named for it.')
}

const WORKPLACES = /(?<![\w.~-])\/(?:root|work|farm)\/[\w.-]+/g
const HOMES = /(?<![\w.~-])\/(?:home|Users)\/[\w.-]+/g
const HOSTS = /\bregistry[.]\w+[.]\w+|\bdeb[.]debian[.]org\b/g

/** Places that exist on one machine only. */
export function traces(file: SourceFile): Fault[] {
  const raw = { ...file, code: file.text }
  return [
    ...faultsAt(raw, WORKPLACES, 'a path of one machine. Write it relative to the project.'),
    ...(isTest(file.path) ? [] : faultsAt(raw, HOMES, 'a path of one person. Write ~ instead.')),
    ...faultsAt(raw, HOSTS, 'the host of a package registry. Clients know theirs: leave it out.'),
  ]
}

/** A test without an expectation cannot fail. A suite that it calls counts. */
export function emptyTests(file: SourceFile): Fault[] {
  if (!/\.(test|suite)\.tsx?$/.test(file.path)) return []
  if (file.path.includes('.suite.') && !/\b(it|test)[(.]/.test(file.code)) return []
  if (/\bexpect\s*[(.<]|\bfc\.assert\(|\bassert\w*[(.]/.test(file.code)) return []
  if (/from '[^']*\.suite\.ts'/.test(file.text)) return []
  return [`${file.path}: no expectation. A test that cannot fail is a defect.`]
}
