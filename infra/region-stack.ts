import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { Place } from './place.ts'
import { addAlarm } from './region/alarm.ts'
import { addDomain } from './region/domain.ts'
import { environmentOf } from './region/environment.ts'
import { addFunctions } from './region/functions.ts'
import { addHttpApi, addRoutes, addStage } from './region/http-api.ts'
import { addPulsesTable } from './region/pulses-table.ts'
import { addSchedule } from './region/schedule.ts'
import { serviceAlarms } from './region/service-alarms.ts'
import { sweepAlarms } from './region/sweep-alarms.ts'
import { addTopics } from './region/topics.ts'

/** Everything that one region needs to hear heartbeats and to tell people, alone if it must. */
export class RegionStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly place: Place; readonly assetsRoot: string },
  ) {
    super(scope, id, props)
    const { place, assetsRoot } = props
    const { config } = place
    addPulsesTable(this, place)
    const topic = addTopics(this, place)
    const api = addHttpApi(this, place)
    const environment = environmentOf(api, place)
    const functions = addFunctions(this, place, { assetsRoot, environment })
    addRoutes(api, functions)
    const domainName = config.domain && addDomain(this, api, config.domain)
    addStage(api, place, domainName)
    const unstarted = addSchedule(this, functions.sweep)
    const specs = [...sweepAlarms(place), ...serviceAlarms(place, { api, functions, unstarted })]
    for (const spec of specs) addAlarm(this, topic, spec)

    new CfnOutput(this, 'ApiEndpoint', { value: api.apiEndpoint })
    new CfnOutput(this, 'TopicArn', { value: topic.topicArn })
    if (config.functionUrl) {
      const { url } = functions.ingest.addFunctionUrl({ authType: FunctionUrlAuthType.NONE })
      new CfnOutput(this, 'HeartbeatUrl', { value: url })
    }
  }
}
