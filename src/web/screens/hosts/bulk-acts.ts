import { client } from '../../live/client.ts'

export interface BulkAct {
  readonly verb: string
  readonly done: string
  /** What it means, for those who are asked to confirm it. */
  readonly means: string
  readonly run: (hostId: string) => Promise<unknown>
}

export const BULK_ACTS: readonly BulkAct[] = [
  {
    verb: 'Pause',
    done: 'Paused',
    means: 'Nobody is told when they fall silent, until they are resumed.',
    run: client.hosts.pause,
  },
  {
    verb: 'Resume',
    done: 'Resumed',
    means: 'They are watched again, each with a full timeout from now.',
    run: client.hosts.resume,
  },
  {
    verb: 'Retire',
    done: 'Retired',
    means: 'They are gone for good, and kept for the record. A heartbeat brings one back.',
    run: client.hosts.retire,
  },
  {
    verb: 'Delete',
    done: 'Deleted',
    means: 'They are forgotten; their incidents stay. A heartbeat registers one anew.',
    run: (hostId) => client.hosts.remove(hostId),
  },
]
