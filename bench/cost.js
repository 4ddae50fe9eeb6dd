import { parseArgs } from 'node:util'
import { ASSUMPTIONS } from './cost-assumptions.js'
import { costTable, findingTable } from './cost-table.js'

const USAGE = `node bench/cost.js --hosts 10000 --interval 5m [--assume NAME=NUMBER]...
Names that can be assumed: ${Object.keys(ASSUMPTIONS).join(', ')}.`
const UNITS_S = { s: 1, m: 60, h: 3_600, d: 86_400 }

try {
  const { hosts, interval, assume } = parseArgs({
    options: {
      hosts: { type: 'string', default: '10000' },
      interval: { type: 'string', default: '5m' },
      assume: { type: 'string', multiple: true, default: [] },
    },
  }).values
  const fleet = { hosts: amountOf('--hosts', hosts), intervalS: secondsOf(interval) }
  const changes = Object.fromEntries(assume.map(assumed))
  process.stdout.write(`${costTable(fleet, changes)}\n\n${findingTable(fleet, changes)}\n`)
} catch (error) {
  process.stderr.write(`${error.message}\nUsage: ${USAGE}\n`)
  process.exitCode = 2
}

function amountOf(name, text) {
  const amount = Number(text)
  if (text.trim() !== '' && amount >= 0 && Number.isFinite(amount)) return amount
  throw new Error(`${name} is a number of 0 or more, not "${text}".`)
}

function secondsOf(text) {
  const [, amount, unit] = /^(\d+)(s|m|h|d)$/.exec(text) ?? []
  const seconds = Number(amount) * UNITS_S[unit]
  if (seconds > 0) return seconds
  throw new Error(`--interval is a time such as 60s, 5m or 1h, not "${text}".`)
}

function assumed(text) {
  const [name, amount = ''] = text.split('=')
  if (Object.hasOwn(ASSUMPTIONS, name)) return [name, amountOf(`--assume ${name}`, amount)]
  throw new Error(`There is nothing to assume under the name "${name}".`)
}
