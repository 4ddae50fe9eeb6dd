/**
 * List prices in US dollars: us-east-1, on demand, free tiers left out. Where a price falls with
 * use it is a list of steps, [up to how many units, price of one unit]. Sources: the pricing pages
 * of the services, aws.amazon.com/<service>/pricing, as of November 2026.
 */
export const PRICES = {
  httpApiMillion: [
    [300, 1.0],
    [Number.POSITIVE_INFINITY, 0.9],
  ],
  restApiMillion: [
    [333, 3.5],
    [1_000, 2.8],
    [20_000, 2.38],
    [Number.POSITIVE_INFINITY, 1.51],
  ],
  lambdaRequestsMillion: 0.2,
  lambdaArmGbS: 0.0000133334,
  lambdaX86GbS: 0.0000166667,
  /** A write unit is one write of up to 1 KB; in a global table, one in each replica. */
  writeUnitsMillion: 0.625,
  /** A read unit is 4 KB read strongly consistent, or 8 KB eventually consistent. */
  readUnitsMillion: 0.125,
  /** Provisioned instead of on demand: one write a second, paid whether it is used or not. */
  writeCapacityHour: 0.00065,
  dynamoDbStorageGb: 0.25,
  backupStorageGb: 0.2,
  snsPublishMillion: 0.5,
  snsEmailMillion: 20,
  schedulerMillion: 1.0,
  logsGb: [
    [10_000, 0.5],
    [30_000, 0.25],
    [50_000, 0.1],
    [Number.POSITIVE_INFINITY, 0.05],
  ],
  transferOutGb: [
    [10_000, 0.09],
    [50_000, 0.085],
    [150_000, 0.07],
    [Number.POSITIVE_INFINITY, 0.05],
  ],
  alarm: 0.1,
  metric: 0.3,
  /** An endpoint in AWS, and 1.00 more because it is asked by HTTPS. */
  healthCheck: 1.5,
  hostedZone: 0.5,
}

/** What `units` cost: a price per unit, or steps of falling prices. */
export function priceOf(price, units) {
  if (typeof price === 'number') return price * units
  let dollars = 0
  let from = 0
  for (const [upTo, each] of price) {
    dollars += Math.max(0, Math.min(units, upTo) - from) * each
    from = upTo
  }
  return dollars
}
