/**
 * What the computation takes for granted. None of it was measured in an AWS account: compare it
 * with your own metrics, and pass other values to `costOf`.
 */
export const ASSUMPTIONS = {
  monthDays: 30,
  /** Both sweep; a heartbeat is written in one of them. */
  regions: 2,

  /** What the metric Duration of the ingest function shows; nearly all of it waits for DynamoDB. */
  heartbeatBilledMs: 5,
  ingestMemoryGb: 0.25,
  /** A host id of 17 characters, a site, no indicators. */
  pulseBytes: 70,

  sweepEveryS: 60,
  sweepMemoryGb: 1,
  sweepFixedMs: 250,
  /** 1 s for 50,000 rows. */
  sweepHostMs: 0.02,
  /** Of the records, per sweep: who is not up, what is untold, whose mailbox is due; the leases. */
  sweepReadUnits: 70,
  sweepRecordWrites: 3,
  /** Each sweep of many rows leaves counts by site behind. */
  talliedFromRows: 20_000,
  hostsPerSite: 10,
  siteBytes: 25,

  /** One disappearance in ten months. */
  incidentsPerHostMonth: 0.1,
  /** With the canary switched on it is 1. Nobody is told of it. */
  canaryIncidentsPerRegionHour: 0,
  /** Host, incident, mailbox entries, delivery, each with its places in the indexes. */
  incidentWriteUnits: 60,
  incidentReadUnits: 60,
  messagesPerIncident: 2,
  emailRecipients: 3,

  /** Beside the comparison. */
  accessLogLineBytes: 250,
  functionLogBytes: 350,
  answerBytes: 400,
  /** Route 53 asks an endpoint about every two seconds. */
  healthRequestEveryS: 2,
  healthBilledMs: 20,
  apiMemoryGb: 1,
  /** An alarm over several metrics is paid for each of them. */
  alarmedMetricsPerRegion: 25,
  metricsPerRegion: 11,
  recordBytesPerHost: 4_000,
  /** DynamoDB counts so much more for each row that it stores. */
  rowOverheadBytes: 100,

  /** The original of 2018, on today's price list. Then a call was billed in steps of 100 ms. */
  originalWriteUnits: 6,
  originalBilledMs: 100,
  originalMemoryGb: 0.25,
}
