/**
 * The exhaustive model (sim/exhaustive/main.ts): `node sim/exhaustive.js`, with `--only <scenario>`
 * or `--large`. With `--mutants` it searches the source with one known fault after the other in it,
 * and fails unless each is found.
 */
import { spawn } from 'node:child_process'
import { bundle } from './bundle.js'
import { MUTANTS } from './exhaustive/mutants.js'

const MAIN = 'sim/exhaustive/main.ts'
const args = process.argv.slice(2)
const say = (text) => process.stdout.write(`${text}\n`)

/** Resolves to whether nothing was broken, and what was printed. */
function run(file, flags, shown) {
  return new Promise((resolve, reject) => {
    const node = ['--enable-source-maps', '--max-semi-space-size=64', file, ...flags]
    const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.on('data', (piece) => {
      printed += piece
      if (shown) process.stdout.write(piece)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ good: code === 0, printed }))
  })
}

async function findMutants(flags) {
  let missed = 0
  for (const [index, mutant] of MUTANTS.entries()) {
    const file = await bundle(MAIN, `dist/sim/exhaustive-mutant-${index}.mjs`, [mutant])
    const { printed } = await run(file, ['--until-broken', ...flags], false)
    const law = /^ +=> (.*)$/m.exec(printed)?.[1]
    const where = /^(.*?) {2,}.*BROKEN$/m.exec(printed)?.[1]
    if (law === undefined) missed++
    say(`${law === undefined ? 'MISSED' : 'found '} ${mutant.name}`)
    if (law !== undefined) say(`       ${where}: ${law}`)
  }
  return missed
}

const flags = args.filter((arg) => arg !== '--mutants')
const { good } = await run(await bundle(MAIN, 'dist/sim/exhaustive.mjs'), flags, true)
if (!good) process.exitCode = 1
// Where the source itself breaks a law, finding a fault would say nothing.
else if (args.includes('--mutants') && (await findMutants(flags)) > 0) process.exitCode = 1
