import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'

export interface AlarmSpec {
  readonly id: string
  /** What it means for the fleet and where to look, for whoever is woken by it. */
  readonly says: string
  readonly metric: IMetric
  readonly breaches: 'above' | 'below'
  readonly threshold: number
  /** So many of the last `of` periods. */
  readonly periods: number
  readonly of?: number
  readonly silenceBreaches?: boolean
}

/** Tells the region's topic when it goes off and when it is over. */
export function addAlarm(scope: Construct, topic: ITopic, spec: AlarmSpec): Alarm {
  const alarm = new Alarm(scope, `${spec.id}Alarm`, {
    alarmDescription: spec.says,
    metric: spec.metric,
    threshold: spec.threshold,
    comparisonOperator:
      spec.breaches === 'above'
        ? ComparisonOperator.GREATER_THAN_THRESHOLD
        : ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: spec.of ?? spec.periods,
    datapointsToAlarm: spec.periods,
    treatMissingData: spec.silenceBreaches
      ? TreatMissingData.BREACHING
      : TreatMissingData.NOT_BREACHING,
  })
  const tell = new SnsAction(topic)
  alarm.addAlarmAction(tell)
  alarm.addOkAction(tell)
  return alarm
}
