import { costOf, DESIGNS, findingCosts } from './cost-of.js'

const HEADS = {
  original: 'the original of 2018',
  'http-api': 'this design',
  'function-url': 'with Function URL',
}

/** What a month costs, line by line, as a table in Markdown. */
export function costTable(fleet, changes) {
  const costs = DESIGNS.map((design) => costOf(fleet, design, changes))
  const names = costs.toReversed().flatMap(({ compared }) => compared.map(({ name }) => name))
  const besides = costs.flatMap(({ beside }) => beside.map(({ name }) => name))
  const row = (part, name) => [name, ...costs.map((cost) => cell(cost[part], name))]
  return table(
    ['dollars a month', ...DESIGNS.map((design) => HEADS[design])],
    [
      ...[...new Set(names)].map((name) => row('compared', name)),
      bold(['sum', ...costs.map(({ total }) => dollars(total))]),
      ...[...new Set(besides)].map((name) => row('beside', name)),
      bold(['with these', ...costs.map(({ all, beside }) => (beside.length ? dollars(all) : ''))]),
    ],
  )
}

/** What it costs to find the silent ones among them. */
export function findingTable(fleet, changes) {
  const { scan, indexOnDemand, indexProvisioned } = findingCosts(fleet, changes)
  return table(
    ['finding silent hosts', 'dollars a month'],
    [
      ['reading all rows in each sweep', dollars(scan)],
      ['an index by due minute, on demand', dollars(indexOnDemand)],
      ['the same, provisioned and used to the last unit', dollars(indexProvisioned)],
    ],
  )
}

/** Cents below one hundred dollars, whole dollars from there on. */
export function dollars(amount) {
  const digits = amount < 100 ? 2 : 0
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return amount.toLocaleString('en-US', options)
}

function cell(lines, name) {
  const found = lines.find((line) => line.name === name)
  return found === undefined ? '' : dollars(found.dollars)
}

const bold = (cells) => cells.map((text) => (text === '' ? '' : `**${text}**`))

function table(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'))
  return [line(columns), line(rule), ...rows.map(line)].join('\n')
}
