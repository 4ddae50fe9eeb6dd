import type { HostId } from '../../src/core/ids.ts'
import type { Pulses, Records } from '../../src/service/ports.ts'
import { recordedAs } from '../../src/service/settle-hosts.ts'
import type { Defaults } from '../../src/store/defaults.ts'
import { memoryPulses } from '../../src/store/memory/pulses.ts'
import { memoryRecords } from '../../src/store/memory/records.ts'
import type { Disk, DiskStore } from './disk.ts'

/**
 * The memory store as if it were a disk: heartbeats, records and the liveness mark survive a crash;
 * the marks on the pulses do not, and a start learns them from the records, as a server does.
 */
export function memoryDisk(defaults: Defaults): Disk {
  const records = memoryRecords()
  const known = new Set<HostId>()
  let rows = memoryPulses(defaults)
  let lastMark: number | null = null
  return {
    async open(): Promise<DiskStore> {
      rows = await reopened(rows, [...known], defaults, records)
      const marked = lastMark
      return {
        pulses: remembering(rows, known),
        records,
        lastMark: marked,
        async mark(now) {
          lastMark = now
        },
      }
    },
    async crash() {},
    lastHeard: async (hostId) => (await rows.read([hostId]))[0]?.heardAt ?? null,
    records: () => records,
  }
}

function remembering(rows: Pulses, known: Set<HostId>): Pulses {
  return {
    ...rows,
    beat(beats) {
      for (const { hostId } of beats) known.add(hostId)
      return rows.beat(beats)
    },
    configure(hostId, change) {
      known.add(hostId)
      return rows.configure(hostId, change)
    },
  }
}

async function reopened(
  before: Pulses,
  hostIds: readonly HostId[],
  defaults: Defaults,
  records: Records,
): Promise<Pulses> {
  const rows = memoryPulses(defaults)
  const pulses = await before.read(hostIds)
  for (const pulse of pulses) {
    if (pulse === undefined) continue
    const { hostId, heardAt, intervalMs, timeoutMs, awayMs, indicators } = pulse
    const own = intervalMs !== defaults.intervalMs || timeoutMs !== defaults.timeoutMs
    const timing = own ? { intervalMs, timeoutMs } : null
    if (heardAt > 0) {
      const told = indicators === null ? {} : { indicators }
      await rows.beat([{ hostId, at: heardAt, awayMs, facts: 0, mayRegister: true, ...told }])
    }
    await rows.configure(hostId, { timing, awayMs })
  }
  let cursor: string | undefined
  do {
    const from = cursor === undefined ? {} : { cursor }
    const page = await records.list('host', { limit: 1_000, ...from })
    for (const { value, version } of page.items) {
      await rows.configure(value.hostId, {})
      await rows.settle([recordedAs(value, version)])
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return rows
}
