import { HostCards } from './host-cards.tsx'
import { MapSection } from './map/map-section.tsx'

const CARDS_MAX = 50

/** Labelled cards while a person can read them all, the map beyond. */
export function FleetPicture({ hosts }: { hosts: number }) {
  return hosts <= CARDS_MAX ? <HostCards /> : <MapSection />
}
