import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { config } from './config.ts'
import { createApp } from './create-app.ts'
import { PAIR, standIns, templatesOf, VARIANTS } from './installation.fixture.ts'
import { placesOf } from './place.ts'
import { templateFaults } from './template-faults.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const bundles = standIns()
afterAll(() => bundles.remove())

describe('the app', () => {
  it('is the same in both regions but for their names', () => {
    const [east, west] = templatesOf(PAIR).regions
    expect(swapped(east.toJSON(), 'us-east-1', 'us-west-2')).toEqual(
      swapped(west?.toJSON() ?? {}, 'us-west-2', 'us-east-1'),
    )
    expect(JSON.stringify(east.toJSON())).not.toBe(JSON.stringify(west?.toJSON()))
  })

  it('deploys the records before the regions that use them', () => {
    const { records, regions } = createApp(PAIR, bundles.root)
    for (const region of regions) expect(region.dependencies).toContain(records)
  })

  it('refuses a configuration with faults, and names them all', () => {
    const faulty = { ...PAIR, name: 'No', grace: '' }
    expect(() => createApp(faulty, bundles.root)).toThrow(/name "No".*grace ""/)
  })
})

describe.each(Object.entries(VARIANTS))('validation, %s', (name, variant) => {
  const outdir = join(bundles.root, `${name}.out`)
  beforeAll(() => {
    createApp(variant, bundles.root, outdir).app.synth()
  })

  it('cdk-nag has no finding that is not acknowledged, not even a warning', () => {
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'))
    expect(report.pluginReports).toEqual([])
  })

  it('CloudFormation accepts every template, without a warning', () => {
    expect(templateFaults(outdir)).toEqual([])
  })
})

describe('validation itself', () => {
  it('stops the synthesis at a finding of cdk-nag that nobody acknowledged', () => {
    const { app, web } = createApp(PAIR, bundles.root, join(bundles.root, 'nag.out'))
    new Bucket(web, 'Open')
    expect(() => app.synth()).toThrow(/AwsSolutions-S1\b/)
  })

  it('finds what CloudFormation would refuse', () => {
    const folder = mkdtempSync(join(tmpdir(), 'flatline-infra-'))
    const table = { Type: 'AWS::DynamoDB::GlobalTable', Properties: { Replicas: [] } }
    writeFileSync(join(folder, 'a.template.json'), JSON.stringify({ Resources: { table } }))
    try {
      expect(templateFaults(folder).join('\n')).toMatch(/a\.template\.json: \w+ \w+ table/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('does not call an empty folder valid', () => {
    const folder = mkdtempSync(join(tmpdir(), 'flatline-infra-'))
    expect(templateFaults(folder)).toEqual([`${folder}: no templates. Run "npm run synth" first.`])
    rmSync(folder, { recursive: true })
  })
})

describe('cdk synth', () => {
  it('works without credentials, lookups or any variable of AWS', () => {
    const out = join(bundles.root, 'cli.out')
    const run = synth(bundles.root, out)
    expect(run.stderr).not.toMatch(/warn|error|credential|region is/i)
    expect(run.status).toBe(0)
    const expected = placesOf(config).map(({ region }) => `FlatlineRegion-${region}.template.json`)
    expect(readdirSync(out).filter((file) => file.endsWith('.template.json'))).toEqual(
      ['FlatlineData.template.json', ...expected, 'FlatlineWeb.template.json'].sort(),
    )
  })

  it('ends with one clear sentence if the functions were not bundled', () => {
    const run = synth(join(bundles.root, 'nothing'), join(bundles.root, 'failed.out'))
    expect(run.status).not.toBe(0)
    expect(run.stderr.split('\n')[0]).toMatch(/is missing: run "npm run build:lambda" in the root/)
  })
})

function synth(assetsRoot: string, out: string) {
  const flags = ['--no-lookups', '--no-notices', '--no-version-reporting', '-q', '--output', out]
  const cdk = join(HERE, 'node_modules', 'aws-cdk', 'bin', 'cdk')
  return spawnSync(
    process.execPath,
    [cdk, 'synth', '--app', `node dist/app.js ${assetsRoot}`, ...flags],
    {
      cwd: HERE,
      env: { HOME: bundles.root, PATH: `${dirname(process.execPath)}:/usr/bin:/bin` },
      encoding: 'utf8',
      timeout: 200_000,
    },
  )
}

/** The template with its own region as SELF and the other as PEER. */
function swapped(template: object, self: string, peer: string): unknown {
  const text = JSON.stringify(template).replaceAll(self, 'SELF').replaceAll(peer, 'PEER')
  return JSON.parse(text)
}
