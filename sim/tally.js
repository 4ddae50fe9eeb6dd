const YEAR_MS = 365.25 * 86_400_000
const DAY_MS = 86_400_000

/** Adds reports up, and says what they come to. */
export function openTally() {
  const failures = []
  const differing = []
  const digests = new Map()
  const sometimes = new Map()
  const engines = new Map()
  return {
    failures,
    differing,
    sometimes,
    runs: () => [...engines.values()].reduce((sum, { seeds }) => sum + seeds, 0),
    add(report) {
      if (report.violation !== null) failures.push(report)
      const known = digests.get(keyOf(report))
      if (known !== undefined && known !== report.digest) differing.push(report.seed)
      digests.set(keyOf(report), report.digest)
      for (const [what, count] of report.sometimes) {
        sometimes.set(what, (sometimes.get(what) ?? 0) + count)
      }
      const sum = engines.get(report.engine) ?? { seeds: 0, hostMs: 0, cpuMs: 0, faults: 0 }
      sum.seeds++
      sum.hostMs += report.hostMs
      sum.cpuMs += report.cpuMs
      sum.faults += report.faults
      engines.set(report.engine, sum)
    },
    summary() {
      const counts = [...sometimes].sort().map(([what, count]) => `  ${count} x ${what}`)
      const rows = [...engines].map(([engine, sum]) => `${engine}: ${inWords(sum)}`)
      const verdicts = failures.map(
        ({ seed, violation: { rule, says } }) => `seed ${seed} VIOLATES ${rule}: ${says}`,
      )
      const unlike = differing.map((seed) => `seed ${seed} VIOLATES S11: it ran in two ways`)
      return [...counts, ...rows, ...verdicts, ...unlike].join('\n')
    },
  }
}

function keyOf({ seed, engine, hosts, minutes, kinds }) {
  return JSON.stringify([seed, engine, hosts, minutes, kinds])
}

function inWords({ seeds, hostMs, cpuMs, faults }) {
  const years = hostMs / YEAR_MS
  const perMinute = (years / cpuMs) * 60_000
  const perDay = faults / (hostMs / DAY_MS)
  return [
    `${seeds} runs`,
    `${years.toFixed(2)} host-years`,
    `${perMinute.toFixed(1)} host-years per CPU-minute`,
    `${perDay.toFixed(2)} faults and rare cases per host-day`,
  ].join(', ')
}
