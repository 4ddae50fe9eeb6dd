import type { InputTarget } from './input-target.ts'

/** What API Gateway answers itself, so that no function ever sees it: by name, with the reason. */
export const LEFT_TO_GATEWAY = {
  'several requests on one connection': 'a function is handed one request, whatever its connection',
  'a request with broken framing is answered and the connection closed':
    'API Gateway parses HTTP, and hands over no request that is none',
  'a body that is too large by what its head says':
    'API Gateway reads the whole body before a function hears of it',
  'a request that comes too slowly is answered with 408 and the connection closed':
    'API Gateway waits for the whole request, and has limits of its own',
  'a Host header that is none': 'API Gateway finds the API by it',
  'a body of 10 MB': 'Lambda takes events of 6 MB',
} as const

export type LeftToGateway = keyof typeof LEFT_TO_GATEWAY

/** Registers tests under their name, unless the target never sees such requests. */
export function unlessLeft(
  { behindGateway }: InputTarget,
  name: LeftToGateway,
  register: (name: string) => void,
): void {
  if (!behindGateway) register(name)
}
