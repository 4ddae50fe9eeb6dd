/** One line to the log group of the function. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`)
}
