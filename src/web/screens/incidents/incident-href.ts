export function incidentHref(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`
}
