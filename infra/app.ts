import { fileURLToPath } from 'node:url'
import { config } from './config.ts'
import { createApp } from './create-app.ts'

const BUNDLES = fileURLToPath(new URL('../../dist/lambda', import.meta.url))
const [bundles = BUNDLES] = process.argv.slice(2)

try {
  createApp(config, bundles).app.synth()
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exitCode = 1
}
