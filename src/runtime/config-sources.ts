import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { isVariable, SECRET_VARIABLES, VARIABLES, type Variable } from './config-fields.ts'
import type { Environment } from './env.ts'
import { nearestName } from './nearest-name.ts'
import { EXIT, StartError } from './start-error.ts'

/** A setting as text, and what to call the place where it stands. */
export interface Setting {
  readonly text: string
  readonly place: string
}

export interface Collected {
  readonly settings: ReadonlyMap<Variable, Setting>
  readonly warnings: readonly string[]
}

const FILE_BYTES_MAX = 65_536
/** Read elsewhere, by the command line. */
const FOREIGN = /^FLATLINE_(CONFIG|URL|KEY|KEY_FILE)$/
/** Kubernetes sets these for a Service called flatline. */
const KUBERNETES = /^FLATLINE_(SERVICE_(HOST|PORT.*)|PORT_\d+_.*)$/

/** Flags win over variables, and variables over the file. Throws a StartError. */
export function collectSettings(args: readonly string[], environment: Environment): Collected {
  const { variables } = environment
  const { flags, config } = readFlags(args)
  const path = config ?? variables.FLATLINE_CONFIG
  const file = path ? readConfigFile(path) : new Map<Variable, Setting>()
  const { found, warnings } = readVariables(variables)
  return { settings: new Map([...file, ...found, ...flags]), warnings }
}

export function flagOf(variable: Variable): string {
  return `--${variable.replace('FLATLINE_', '').replaceAll('_', '-').toLowerCase()}`
}

function readFlags(args: readonly string[]): {
  flags: Map<Variable, Setting>
  config: string | undefined
} {
  const byFlag = new Map(VARIABLES.map((variable) => [flagOf(variable), variable]))
  const flags = new Map<Variable, Setting>()
  let config: string | undefined
  for (let at = 0; at < args.length; at++) {
    const [flag = '', ...joined] = (args[at] ?? '').split('=')
    const variable = byFlag.get(flag)
    if (variable === undefined && flag !== '--config') throw unknownFlag(flag, byFlag.keys())
    const text = joined.length > 0 ? joined.join('=') : args[++at]
    if (text === undefined) throw usage(`${flag} needs a value, such as ${flag} VALUE.`)
    if (variable === undefined) config = text
    else if (SECRET_VARIABLES.has(variable)) throw secretFlag(flag, variable)
    else flags.set(variable, { text, place: flag })
  }
  return { flags, config }
}

function readVariables(variables: Environment['variables']): {
  found: Map<Variable, Setting>
  warnings: string[]
} {
  const found = new Map<Variable, Setting>()
  const warnings: string[] = []
  for (const [name, text] of Object.entries(variables)) {
    const ours = name.startsWith('FLATLINE_') || isVariable(name)
    if (!ours || FOREIGN.test(name) || text === undefined) continue
    if (KUBERNETES.test(name) || text.trim() === '') continue
    if (name === 'FLATLINE_PORT' && text.startsWith('tcp://')) {
      warnings.push('FLATLINE_PORT comes from Kubernetes (a Service called flatline): ignored.')
    } else if (!place(found, name, text, name)) {
      const near = nearestName(name, VARIABLES)
      const question = near === undefined ? '' : ` Did you mean ${near}?`
      warnings.push(`${name} is not a variable of Flatline and is ignored.${question}`)
    }
  }
  return { found, warnings }
}

function readConfigFile(path: string): Map<Variable, Setting> {
  const found = new Map<Variable, Setting>()
  for (const [key, value] of Object.entries(parseYaml(path))) {
    const name = `FLATLINE_${key.replaceAll(/([a-z])([A-Z])/g, '$1_$2').replaceAll('-', '_')}`
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '')
    if (text.trim() === '') continue
    if (place(found, name.toUpperCase(), text, `${key} in ${path}`)) continue
    const near = nearestName(name.toUpperCase(), VARIABLES)
    const cure = near === undefined ? 'Remove it' : `Did you mean ${flagOf(near).slice(2)}?`
    throw new StartError(`${key} in ${path} is not a setting of Flatline. ${cure}`)
  }
  return found
}

function parseYaml(path: string): object {
  const text = readSmallFile(path, '--config')
  let content: unknown
  try {
    content = parse(text)
  } catch (cause) {
    const example = 'write lines such as "port: 8080".'
    throw new StartError(`${path} is not valid YAML: ${example}`, EXIT.config, cause)
  }
  if (content === null) return {}
  if (typeof content === 'object' && !Array.isArray(content)) return content
  throw new StartError(`${path} must hold names and values: write lines such as "port: 8080".`)
}

/** Files a value under its variable; `X_FILE` is the path of a file that holds X. */
function place(found: Map<Variable, Setting>, name: string, text: string, from: string): boolean {
  const base = name.replace(/_FILE$/, '')
  const variable = isVariable(name) ? name : isVariable(base) ? base : undefined
  if (variable === undefined) return false
  if (found.has(variable)) {
    throw new StartError(`${variable} and ${variable}_FILE are both set: keep one of them.`)
  }
  const value = variable === name ? text.trim() : readSmallFile(text.trim(), from).trim()
  found.set(variable, { text: value, place: from })
  return true
}

/** `from` names the setting that asks for the file. */
export function readSmallFile(path: string, from: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const sentence = `${from}: the file ${path} cannot be read. Check its name and its permissions.`
    throw new StartError(sentence, EXIT.config, cause)
  }
  if (text.length <= FILE_BYTES_MAX) return text
  throw new StartError(`${from}: the file ${path} has more than 64 KB. Is it the right one?`)
}

function unknownFlag(flag: string, flags: Iterable<string>): StartError {
  const near = nearestName(flag, flags)
  const question = near === undefined ? 'See: flatline serve --help' : `Did you mean ${near}?`
  return usage(`${flag} is not a flag of "flatline serve". ${question}`)
}

function secretFlag(flag: string, variable: Variable): StartError {
  const cure = `set ${variable}, or ${variable}_FILE to a file that holds it.`
  return usage(`${flag} would show a secret to every user of this machine: ${cure}`)
}

function usage(sentence: string): StartError {
  return new StartError(sentence, EXIT.usage)
}
