#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const args = process.argv.slice(2)
const command = args[0] === undefined || args[0].startsWith('--') ? 'serve' : args[0]
const asksForHelp = args.some((arg) => ['--help', '-h', '--version', '-V'].includes(arg))
const serves = command === 'serve' && !asksForHelp
const entry = new URL(
  serves ? '../dist/runtime/server/main.js' : '../dist/cli/main.js',
  import.meta.url,
)

if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Flatline needs Node.js 20.19 or newer; this is ${process.versions.node}.`)
} else if (!existsSync(fileURLToPath(entry))) {
  fail('Flatline is not built yet. Run: npm run build')
} else if (serves) {
  const { main } = await import(entry.href)
  await main(args[0] === 'serve' ? args.slice(1) : args)
} else {
  const { main } = await import(entry.href)
  process.exitCode = await main(args)
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}
