import { Duration } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { namesOf, RECORD_INDEXES } from '../names.ts'
import type { Place } from '../place.ts'
import type { AlarmSpec } from './alarm.ts'
import type { Functions } from './functions.ts'

/** On what AWS says of the region's parts. Silence is good: most count only what goes wrong. */
export function serviceAlarms(
  { config }: Place,
  parts: { readonly api: HttpApi; readonly functions: Functions; readonly unstarted: Queue },
): AlarmSpec[] {
  const names = namesOf(config)
  return [
    serverErrors(parts.api),
    ...Object.entries(parts.functions).flatMap(([name, each]) => [
      seldom(
        `${title(name)}Errors`,
        each.metricErrors(SUM),
        `${name} ended in an error or ran out of time: see ${names.functionLogs(name)}.`,
      ),
      seldom(
        `${title(name)}Throttles`,
        each.metricThrottles(SUM),
        `${name} is held back by AWS: raise the account's quota of concurrent executions.`,
      ),
    ]),
    seldom('PulsesThrottles', throttles(names.pulses, []), throttled('pulses')),
    seldom(
      'RecordsThrottles',
      throttles(
        names.records,
        RECORD_INDEXES.map(({ indexName }) => indexName),
      ),
      throttled('records'),
    ),
    seldom(
      'UnstartedSweeps',
      parts.unstarted.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      }),
      'The scheduler could not start a sweep: the message in the queue says why. Then purge it.',
    ),
  ]
}

const SUM = { period: Duration.minutes(1), statistic: Stats.SUM }

function serverErrors(api: HttpApi): AlarmSpec {
  const share = new MathExpression({
    expression: '100 * FILL(errors, 0) / requests',
    usingMetrics: {
      errors: api.metricServerError(SUM),
      requests: api.metricCount({ ...SUM, statistic: Stats.SAMPLE_COUNT }),
    },
    label: 'Requests answered with 5xx, in percent',
    period: Duration.minutes(1),
  })
  return {
    id: 'ServerErrors',
    says: 'Over 1 % of requests end in 5xx: heartbeats are lost unless clients repeat them.',
    metric: share,
    breaches: 'above',
    threshold: 1,
    periods: 2,
    of: 3,
  }
}

/** A table's own count leaves its indexes out. */
function throttles(table: string, indexes: readonly string[]): MathExpression {
  const write = 'WriteThrottleEvents'
  const metrics = [
    throttleEvents('ReadThrottleEvents', { TableName: table }),
    throttleEvents(write, { TableName: table }),
    ...indexes.map((index) =>
      throttleEvents(write, { TableName: table, GlobalSecondaryIndexName: index }),
    ),
  ]
  const ids = metrics.map((_, index) => `m${index + 1}`)
  return new MathExpression({
    expression: ids.map((id) => `FILL(${id}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((each, index) => [`m${index + 1}`, each])),
    label: `Throttled requests to ${table}`,
    period: Duration.minutes(1),
  })
}

function throttleEvents(metricName: string, dimensionsMap: Record<string, string>): Metric {
  return new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, ...SUM })
}

function throttled(table: string): string {
  return `Table ${table} holds requests back: set warmThroughput, spread what comes at once.`
}

function seldom(id: string, metric: AlarmSpec['metric'], says: string): AlarmSpec {
  return { id, says, metric, breaches: 'above', threshold: 0, periods: 1 }
}

function title(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
