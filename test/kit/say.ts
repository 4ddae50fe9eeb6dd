/** A line for whoever runs the tests: a figure that is not asserted, or what was left out. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
