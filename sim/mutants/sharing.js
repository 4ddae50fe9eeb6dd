/** What breaks the work of several on one store: leases, fences, lists that lag, other regions. */
const LEASE_MAILBOX = 'src/service/lease-mailbox.ts'
const ONE_LIFE = { hosts: 30, minutes: 120, faults: ['stall', 'suspend', 'crash', 'flapping'] }
const TWO_REGIONS = { hosts: 60, minutes: 600, faults: ['delay', 'outage', 'loss', 'disk'] }
const LAGGING = { hosts: 40, minutes: 600, faults: ['flapping', 'channel', 'operator', 'crash'] }

export const SHARING = [
  {
    name: 'head-of-a-mailbox-removed-before-its-subscription',
    breaks: ['L3', 'S8'],
    wishes: {
      engine: 'dynamodb',
      hosts: 3,
      minutes: 20,
      faults: ['loss', 'delay', 'crash', 'operator', 'outage'],
    },
    file: 'src/service/empty-mailbox.ts',
    find: 'changeHead(ctx, id, freed)',
    replace: 'changeHead(ctx, id, () => null)',
  },
  {
    name: 'mailbox-taken-while-another-holds-it',
    breaks: ['S6', 'S8'],
    wishes: ONE_LIFE,
    file: LEASE_MAILBOX,
    find: 'if (!own && now <= leaseUntil) return null',
    replace: 'void [own, now, leaseUntil]',
  },
  {
    name: 'lease-shorter-than-an-attempt',
    breaks: ['S6', 'S8'],
    wishes: LAGGING,
    file: LEASE_MAILBOX,
    find: 'export const LEASE_MS = 60_000',
    replace: 'export const LEASE_MS = 100',
  },
  {
    name: 'head-of-a-mailbox-written-whatever-its-version',
    breaks: ['S8', 'S5', 'S6'],
    wishes: ONE_LIFE,
    file: 'src/store/memory/records.ts',
    find: 'if ((before?.version ?? 0) !== write.ifVersion) return false',
    replace:
      "if (write.kind !== 'mailbox' && (before?.version ?? 0) !== write.ifVersion) return false",
  },
  {
    name: 'claims-of-a-later-attempt-overwritten',
    breaks: ['S5'],
    wishes: ONE_LIFE,
    edits: [
      {
        file: 'src/service/claim-entries.ts',
        find: 'let left = wanted.filter(({ value }) => value.fence <= claim.fence)',
        replace: 'let left = [...wanted]',
      },
      {
        file: 'src/service/claim-entries.ts',
        find: 'each.value.deliveryId === deliveryId &&\n      each.value.fence <= fence,',
        replace: '(each.value.deliveryId === deliveryId || fence >= 0),',
      },
    ],
  },
  {
    name: 'other-region-not-asked',
    breaks: ['S1'],
    wishes: TWO_REGIONS,
    edits: [
      {
        file: 'src/store/dynamodb/regions.ts',
        find: 'peer.ask(() => away.rows(hostIds))',
        replace: 'peer.ask(async () => away && ([] as (PulseRow | undefined)[]))',
      },
      {
        file: 'src/store/dynamodb/sweep-regions.ts',
        find: 'if (overdue.length === 0 || !peerIsSweeping()) return moved',
        replace: 'if (overdue.length >= 0 || !peerIsSweeping()) return moved',
      },
    ],
  },
  {
    name: 'region-that-was-gone-unnoticed-by-both',
    breaks: ['S1'],
    wishes: TWO_REGIONS,
    edits: [
      {
        file: 'src/core/listening.ts',
        find:
          'if (Math.abs(now - presence.aliveAt) > gapMs) return startListening(name, ' +
          'tick, former).listening',
        replace: 'void [gapMs, former]',
      },
      {
        file: 'src/service/take-over.ts',
        find: 'if (isNew) await listenAnew(ctx)',
        replace: 'void [isNew, listenAnew]',
      },
    ],
  },
  {
    name: 'refusals-of-functions-ignored',
    breaks: ['S1'],
    wishes: TWO_REGIONS,
    file: 'src/core/listening.ts',
    find: 'if (refused === null) return listening',
    replace: "if (refused?.cause !== 'unreachable') return listening",
  },
  {
    name: 'hearing-of-others-ignored',
    breaks: ['S1'],
    wishes: TWO_REGIONS,
    file: 'src/service/listen-region.ts',
    find: 'Math.max(listening.listeningSince, joint.listeningSince)',
    replace: 'listening.listeningSince',
  },
  {
    name: 'heartbeat-on-its-way-to-a-table-ignored',
    breaks: ['S1'],
    wishes: { hosts: 200, minutes: 240, intervalSeconds: 60, faults: ['flapping', 'disk'] },
    file: 'src/service/heard-until.ts',
    find: 'const read = heard - ctx.settings.flightMs',
    replace: 'const read = heard',
  },
  {
    name: 'takeover-blames-older-pulses',
    breaks: ['S1'],
    wishes: TWO_REGIONS,
    file: 'src/service/take-over.ts',
    find: 'if (isNew) await listenAnew(ctx)',
    replace: 'void [isNew, listenAnew]',
  },
  {
    name: 'unconfirmed-incident-told-as-certain',
    breaks: ['S1'],
    wishes: TWO_REGIONS,
    file: 'src/core/host.ts',
    find: 'silentSince: pulse.heardAt,\n    ...(pulse.unconfirmed ? { unconfirmed: true } : {}),',
    replace: 'silentSince: pulse.heardAt,',
  },
  {
    name: 'taken-over-without-a-full-timeout',
    breaks: ['S1'],
    wishes: TWO_REGIONS,
    edits: [
      {
        file: 'src/service/take-over.ts',
        find: 'if (isNew) await listenAnew(ctx)',
        replace: 'void [isNew, listenAnew]',
      },
      {
        file: 'src/service/take-over.ts',
        find: 'const awayMs = now + (timing?.timeoutMs ?? intervalMs + graceMs)',
        replace: 'const awayMs = 0 * (now + (timing?.timeoutMs ?? intervalMs + graceMs))',
      },
    ],
  },
  {
    name: 'resumed-while-out-of-reach-and-taken-for-never-heard',
    breaks: ['S1'],
    wishes: {
      engine: 'dynamodb',
      hosts: 12,
      minutes: 54,
      faults: ['loss', 'channel', 'operator', 'flapping'],
    },
    file: 'src/core/host.ts',
    find: 'host.resumedAt ?? 0',
    replace: '0 * (host.resumedAt ?? 0)',
  },
].map((mutant) => ({ ...mutant, engine: 'regions' }))
