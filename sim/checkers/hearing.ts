import { isHostId } from '../../src/core/ids.ts'
import type { Installation, World } from '../world/world.ts'

/**
 * - S3  no heartbeat that was answered 200 is missing, whatever died since
 * - S4  the last heartbeat of a host never goes back
 */
export async function judgeHearing(
  { truth, referee, kernel }: World,
  installation: Installation,
): Promise<void> {
  for (const { hostId, floorWallMs, deleting } of truth.hosts()) {
    if (floorWallMs === 0 || deleting > 0 || !isHostId(hostId)) continue
    const heardAt = await installation.lastHeard(hostId)
    const floor = floorWallMs - truth.slackMs
    if (heardAt !== null && heardAt >= floor) continue
    const says =
      heardAt === null ? 'nothing is stored' : `${floor - heardAt} ms later is not stored`
    referee.violate('S3', `${hostId} was heard, and at ${kernel.now} ${says}`)
  }
}
