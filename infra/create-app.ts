import { App, type Environment, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { acknowledge, REGION_ACKNOWLEDGEMENTS, WEB_ACKNOWLEDGEMENTS } from './acknowledgements.ts'
import type { Config } from './config.ts'
import { configFaults } from './config-faults.ts'
import { placesOf } from './place.ts'
import { RecordsStack } from './records-stack.ts'
import { RegionStack } from './region-stack.ts'
import { WebStack } from './web-stack.ts'

/**
 * The stacks of one installation, with cdk-nag over all of them. `assetsRoot` holds the bundled
 * functions. Throws an Error with the cure if the configuration or a bundle is at fault.
 */
export function createApp(config: Config, assetsRoot: string, outdir?: string) {
  const faults = configFaults(config)
  if (faults.length > 0) throw new Error(`config.ts: ${faults.join(' ')}`)
  const places = placesOf(config)
  const app = new App({
    analyticsReporting: false,
    treeMetadata: false,
    context: FLAGS,
    ...(outdir !== undefined && { outdir }),
  })
  const records = new RecordsStack(app, 'FlatlineData', {
    config,
    env: environment(config, places[0].region),
    terminationProtection: true,
  })
  const regions = places.map((place) => {
    const env = environment(config, place.region)
    const stack = new RegionStack(app, `FlatlineRegion-${place.region}`, { place, assetsRoot, env })
    stack.addStackDependency(records)
    acknowledge(stack, REGION_ACKNOWLEDGEMENTS)
    return stack
  })
  const web = new WebStack(app, 'FlatlineWeb', {
    config,
    env: environment(config, places[0].region),
  })
  acknowledge(web, WEB_ACKNOWLEDGEMENTS)
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return { app, records, regions, web }
}

/** A finding of the CDK's own offline rules is an error; logs are named without a trailing `:*`. */
const FLAGS = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard': true,
}

function environment({ account }: Config, region: string): Environment {
  return { region, ...(account !== undefined && { account }) }
}
