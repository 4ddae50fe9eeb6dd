import { homedir } from 'node:os'

export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly homeDir: string
}

/** The only file that touches the environment. A copy: later changes of it are not seen. */
export function readEnvironment(): Environment {
  return { variables: { ...process.env }, homeDir: homedir() }
}

/** Before the AWS SDK is loaded: on Node 20 it writes eight lines to standard error, not JSON. */
export function quietAwsSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
}
