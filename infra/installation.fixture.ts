import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import type { Config } from './config.ts'
import { createApp } from './create-app.ts'

/** Two regions, nothing else chosen. Not config.ts: whoever changes that breaks no test. */
export const PAIR: Config = {
  name: 'flatline',
  topology: { kind: 'pair', regions: ['us-east-1', 'us-west-2'], witness: 'us-east-2' },
  interval: '5m',
  grace: '5m',
  sweepEverySeconds: 60,
  memoryMb: { ingest: 256, api: 512, sweep: 1_024 },
  throttle: { requestsPerSecond: 5_000, burst: 5_000 },
  functionUrl: false,
  canary: false,
  fifoTopic: false,
}

/** Every choice of the configuration, taken. */
export const FULL: Config = {
  ...PAIR,
  domain: { name: 'beat.example.com', zone: { id: 'Z0EXAMPLE', name: 'example.com' } },
  alarmEmail: 'ops@example.com',
  sweepEverySeconds: 10,
  warmThroughput: { reads: 12_000, writes: 20_000 },
  functionUrl: true,
  canary: true,
  fifoTopic: true,
}

export const SINGLE: Config = { ...PAIR, topology: { kind: 'single', region: 'eu-west-1' } }

export const VARIANTS = { pair: PAIR, full: FULL, single: SINGLE }

export interface Templates {
  readonly records: Template
  readonly regions: readonly [Template, ...Template[]]
  readonly web: Template
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}

/** Bundles that do nothing, and a place for the output; `remove` when done. */
export function standIns(): { readonly root: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'flatline-infra-'))
  for (const name of ['ingest', 'api', 'sweep']) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'index.mjs'), `export const handler = () => '${name}'\n`)
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

const known = new Map<Config, Templates>()

/** Synthesizes once per configuration; what cdk-nag finds and nobody acknowledged throws. */
export function templatesOf(of: Config): Templates {
  const before = known.get(of)
  if (before !== undefined) return before
  const bundles = standIns()
  try {
    const { records, regions, web } = createApp(of, bundles.root, join(bundles.root, 'cdk.out'))
    const [first, ...others] = regions.map((each) => Template.fromStack(each))
    if (first === undefined) throw new Error('no region')
    const templates: Templates = {
      records: Template.fromStack(records),
      regions: [first, ...others],
      web: Template.fromStack(web),
    }
    known.set(of, templates)
    return templates
  } finally {
    bundles.remove()
  }
}

/** What the role of a function may do: `Ingest`, `Api`, `Sweep`, or `Starter`. */
export function statementsOf(template: Template, role: string): Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'))
  return policies
    .filter(([id]) => id.startsWith(`${role}Role`))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement)
}

/** Every statement of a policy on a resource, or of a role if the type is of IAM. */
export function statementsIn(template: Template, type: string): Statement[] {
  return Object.values(template.findResources(type)).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  )
}

/** Properties of all resources of a type. */
export function propertiesOf(
  template: Template,
  type: string,
): Readonly<Record<string, unknown>>[] {
  return Object.values(template.findResources(type)).map((each) => each.Properties)
}

/** A value with its intrinsic functions, as text to search in; parts of an ARN come joined. */
export function textOf(value: unknown): string {
  const text = JSON.stringify(value).replace(/\{"Ref":"([^"]+)"\}/g, '"$1"')
  return text.replace(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_, parts) => parts.replace(/","/g, ''))
}
