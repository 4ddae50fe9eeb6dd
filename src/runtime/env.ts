import { homedir } from 'node:os'

export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly homeDir: string
}

/** The only place that reads the environment. A copy: later changes of it are not seen. */
export function readEnvironment(): Environment {
  return { variables: { ...process.env }, homeDir: homedir() }
}
