import { dynamodbRegions } from './dynamodb-regions.ts'
import { EmbeddedDisk } from './embedded-disk.ts'
import { memoryDisk } from './memory-disk.ts'
import { memoryRegions } from './memory-regions.ts'
import { Regions } from './regions.ts'
import { Server } from './server.ts'
import type { Installation, World } from './world.ts'

/** What the scenario runs. */
export function openInstallation(world: World): Installation {
  const { engine, intervalMs, graceMs } = world.scenario
  const defaults = { intervalMs, timeoutMs: intervalMs + graceMs }
  switch (engine) {
    case 'memory':
      return new Server(world, memoryDisk(defaults))
    case 'embedded': {
      const disk = new EmbeddedDisk(world, defaults, () => server)
      const server: Server = new Server(world, disk)
      return server
    }
    case 'regions':
      return new Regions(world, memoryRegions(world, defaults))
    case 'dynamodb':
      return new Regions(world, dynamodbRegions(world, defaults))
  }
}
