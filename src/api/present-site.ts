import type { Site } from '../contract/site.ts'
import type { Counts } from '../service/ports.ts'

export function presentSite(view: { readonly site: string; readonly counts: Counts }): Site {
  const { waiting, up, late, missing, paused, retired } = view.counts
  const hosts = waiting + up + late + missing + paused + retired
  return { site: view.site, hosts, counts: { waiting, up, late, missing, paused, retired } }
}
