import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { addressesOf, namesOf } from '../names.ts'
import type { Place } from '../place.ts'
import { type FunctionName, permissionsOf } from './permissions.ts'

export type Functions = Readonly<Record<FunctionName, LambdaFunction>>

/** `assetsRoot` holds one folder per function with its `index.mjs`. */
export function addFunctions(
  scope: Construct,
  place: Place,
  given: { readonly assetsRoot: string; readonly environment: Readonly<Record<string, string>> },
): Functions {
  const add = (name: FunctionName, timeout: Duration) =>
    new LambdaFunction(scope, FUNCTION_IDS[name], {
      description: `${place.config.name}: ${SAYS[name]}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundle(given.assetsRoot, name)),
      memorySize: place.config.memoryMb[name],
      timeout,
      environment: { ...given.environment },
      ...roleAndLogs(scope, place, name),
      ...(name === 'sweep' && { reservedConcurrentExecutions: 2 }),
    })
  const sweep = add('sweep', Duration.minutes(5))
  /** The next minute comes anyway: a failed sweep is not repeated beside it. */
  sweep.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) })
  return {
    ingest: add('ingest', Duration.seconds(10)),
    api: add('api', Duration.seconds(29)),
    sweep,
  }
}

const FUNCTION_IDS = { ingest: 'Ingest', api: 'Api', sweep: 'Sweep' } as const
const SAYS = {
  ingest: 'takes heartbeats',
  api: 'answers all other requests',
  sweep: 'finds who is silent and tells people',
} as const

function roleAndLogs(scope: Construct, place: Place, name: FunctionName) {
  const id = FUNCTION_IDS[name]
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    logGroupName: namesOf(place.config).functionLogs(name),
    retention: RetentionDays.TWO_WEEKS,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  })
  const writeLogs = new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  })
  const statements = [writeLogs, ...permissionsOf(name, addressesOf(Stack.of(scope), place))]
  for (const statement of statements) role.addToPolicy(statement)
  return { role, logGroup }
}

function bundle(assetsRoot: string, name: FunctionName): string {
  const folder = join(assetsRoot, name)
  if (existsSync(join(folder, 'index.mjs'))) return folder
  throw new Error(
    `The bundle dist/lambda/${name}/index.mjs is missing: run "npm run build:lambda" in the ` +
      'root of the project first.',
  )
}
