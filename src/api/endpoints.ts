import { confirmationEndpoints } from './confirmations.ts'
import { dashboardEndpoints } from './dashboard.ts'
import { docsEndpoints } from './docs.ts'
import type { Endpoint } from './endpoint.ts'
import { openApiEndpoint } from './openapi-endpoint.ts'
import { OPERATIONS } from './operations.ts'

/** Everything that the app answers; what is not an operation is for people to look at. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...OPERATIONS,
  ...confirmationEndpoints,
  openApiEndpoint,
  ...docsEndpoints,
  ...dashboardEndpoints,
]
