/** What shall be simulated. A slot is one request: one host, or a site relay's batch of them. */
export interface Plan {
  readonly hosts: number
  readonly intervalMs: number
  readonly graceMs: number | undefined
  readonly durationMs: number
  readonly batchItems: number
  readonly siteHosts: number
  readonly connections: number
  /** Hosts that fall silent half-way: those with the lowest numbers, so that whole sites go. */
  readonly killedHosts: number
  readonly prefix: string
}

export function slotsPerRound(plan: Plan): number {
  return Math.ceil(plan.hosts / plan.batchItems)
}

export function slotsTotal(plan: Plan): number {
  return Math.max(1, Math.round((plan.durationMs / plan.intervalMs) * slotsPerRound(plan)))
}

/** How many slots are due after `elapsedMs`: evenly spread, the first at once. */
export function slotsDue(plan: Plan, elapsedMs: number): number {
  const due = Math.floor((elapsedMs / plan.intervalMs) * slotsPerRound(plan)) + 1
  return Math.min(due, slotsTotal(plan))
}

export function slotDueMs(plan: Plan, slot: number): number {
  return (slot / slotsPerRound(plan)) * plan.intervalMs
}

/** From this slot on the killed hosts are silent. */
export function killSlot(plan: Plan): number {
  return Math.ceil(slotsTotal(plan) / 2)
}

/** Numbers of the hosts that beat in a slot: from `first` up to, not including, `end`. */
export function hostsIn(
  plan: Plan,
  slot: number,
): { readonly first: number; readonly end: number } {
  const position = (slot % slotsPerRound(plan)) * plan.batchItems
  const end = Math.min(position + plan.batchItems, plan.hosts)
  const silent = slot >= killSlot(plan) ? plan.killedHosts : 0
  return { first: Math.min(Math.max(position, silent), end), end }
}

export function hostIdOf(plan: Plan, index: number): string {
  return `${plan.prefix}-${String(index).padStart(digits(plan.hosts), '0')}`
}

export function siteOf(plan: Plan, index: number): string {
  const sites = Math.ceil(plan.hosts / plan.siteHosts)
  const site = Math.floor(index / plan.siteHosts)
  return `${plan.prefix}-${String(site).padStart(digits(sites), '0')}`
}

function digits(count: number): number {
  return String(count - 1).length
}
