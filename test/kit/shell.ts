import { cleanEnv } from './clean-env.ts'
import { run } from './running.ts'

export interface ShellAnswer {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What a person types: one command line, read by `sh`. */
export async function sh(
  command: string,
  options: { env?: Readonly<Record<string, string>>; home?: string; limitMs?: number } = {},
): Promise<ShellAnswer> {
  const env = cleanEnv(options.home ?? '/nonexistent', options.env)
  const child = run('sh', ['-c', command], { env })
  const { code } = await child.ended(options.limitMs ?? 30_000)
  return { code, stdout: child.stdout(), stderr: child.stderr() }
}

/** curl with the machine's own binary; the status comes after the body, on a line of its own. */
export async function curl(args: string): Promise<{ status: number; body: string }> {
  const { stdout, stderr, code } = await sh(`curl -sS -m 20 -w '\\n%{http_code}' ${args}`)
  const cut = stdout.lastIndexOf('\n')
  if (code !== 0 || cut < 0) throw new Error(`curl ${args} ended with ${code}: ${stderr}`)
  return { status: Number(stdout.slice(cut + 1)), body: stdout.slice(0, cut) }
}
