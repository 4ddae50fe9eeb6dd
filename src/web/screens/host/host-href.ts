export function hostHref(hostId: string): string {
  return `/hosts/${encodeURIComponent(hostId)}`
}
