import { templateFaults } from './template-faults.ts'

const [folder = 'cdk.out'] = process.argv.slice(2)
const faults = templateFaults(folder)
for (const fault of faults) process.stderr.write(`${fault}\n`)
if (faults.length > 0) process.exitCode = 1
else process.stdout.write(`${folder}: every template is valid.\n`)
