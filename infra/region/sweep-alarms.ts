import { Duration } from 'aws-cdk-lib'
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { Place } from '../place.ts'
import type { AlarmSpec } from './alarm.ts'

/**
 * On what the sweep says of itself, in namespace `Flatline` under its region. What it does not
 * say is judged once, by `SweepCompleted`.
 */
export function sweepAlarms({ config, region, peer }: Place): AlarmSpec[] {
  const latest = (metricName: string) => metric(region, metricName, Stats.MAXIMUM)
  return [
    {
      id: 'SweepCompleted',
      says: 'No sweep completed for 3 minutes: nobody is found missing. See the log of sweep.',
      metric: metric(region, 'SweepCompleted', Stats.SUM),
      breaches: 'below',
      threshold: 1,
      periods: 3,
      silenceBreaches: true,
    },
    above('SweepAge', latest('SweepAgeSeconds'), 180, {
      says: 'The last complete sweep is over 3 minutes old: sweeps start, but do not finish.',
    }),
    hostsDropped(region),
    above('Suspects', latest('SuspectShare'), 5, {
      says: 'Over 5 % of hosts are silent at once: a mass outage, or heartbeats do not reach us.',
      periods: 2,
    }),
    above('OldestEvent', latest('OldestEventSeconds'), 120, {
      says: 'An event has waited over 2 minutes to be told. See the log of sweep.',
      periods: 2,
    }),
    above('DeadDeliveries', latest('DeadDeliveries'), 0, {
      says: 'A message was given up: look at GET /v1/deliveries?state=dead, mend, send it again.',
    }),
    ...(peer === undefined ? [] : [peerAge(peer, latest('PeerAgeSeconds'))]),
    ...(config.canary ? [canaryAge(latest('CanaryAgeSeconds'))] : []),
  ]
}

function peerAge(peer: string, age: Metric): AlarmSpec {
  return above('PeerAge', age, 180, {
    says: `${peer} has not swept for 3 minutes: this region judges its hosts from now on.`,
  })
}

function canaryAge(age: Metric): AlarmSpec {
  return above('CanaryAge', age, 7_200, {
    says: 'The canary was not found missing and back for 2 hours: the chain is broken somewhere.',
  })
}

/**
 * The lowest count of the hour against that of the hour before, so that a growing fleet is no
 * drop. DIFF has no value at the first of its points: two hours are looked at.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
function hostsDropped(region: string): AlarmSpec {
  const period = Duration.hours(1)
  const share = new MathExpression({
    expression: '100 * DIFF(hosts) / (hosts - DIFF(hosts))',
    usingMetrics: { hosts: metric(region, 'HostsScanned', Stats.MINIMUM, period) },
    label: 'Change of hosts scanned, in percent',
    period,
  })
  return {
    id: 'HostsScanned',
    says: 'Sweeps see over 10 % fewer hosts than an hour ago: pulses are lost or were removed.',
    metric: share,
    breaches: 'below',
    threshold: -10,
    periods: 1,
    of: 2,
  }
}

function above(
  id: string,
  of: Metric,
  threshold: number,
  { says, periods = 1 }: { readonly says: string; readonly periods?: number },
): AlarmSpec {
  return { id, says, metric: of, breaches: 'above', threshold, periods }
}

function metric(
  region: string,
  metricName: string,
  statistic: string,
  period = Duration.minutes(1),
): Metric {
  return new Metric({
    namespace: 'Flatline',
    metricName,
    dimensionsMap: { Region: region },
    statistic,
    period,
  })
}
