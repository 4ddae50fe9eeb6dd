import type { World } from './world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** `mayBeGone`: whether nobody minds if the receiver refuses for good. */
export function spoilReceivers(
  world: World,
  mayBeGone: (url: string) => boolean,
  until: number,
): void {
  const { kernel, receivers } = world
  const random = world.random.stream('receivers')
  const plan = () => {
    kernel.after(random.pause(5 * MINUTE), null, () => {
      if (kernel.now >= until) return
      const url = urlOf(random.between(0, 3))
      const mood = random.pick(['failing', 'busy', 'hanging', 'losing', 'losing'] as const)
      const gone = random.chance(0.3) && mayBeGone(url)
      receivers.moods.set(url, gone ? 'gone' : mood)
      kernel.after(random.spread(5 * SECOND, 5 * MINUTE), null, () => receivers.moods.delete(url))
      plan()
    })
  }
  plan()
}

/** The people whom Flatline tells. */
export function urlOf(index: number): string {
  return `https://people-${index}.example/hook`
}
