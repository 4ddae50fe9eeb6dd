import type { Log } from '../../service/ports.ts'

/** For the store, the log, the files of a start, and connections to receivers of messages. */
const OTHER_FILES = 200
const CONNECTIONS_MIN = 100

/**
 * As many connections as wanted, if the system allows as many files. Beyond the system's own limit
 * it refuses connections without a word; beyond ours we learn of each, and blame ourselves. Less
 * than half of what is wanted is worth a warning.
 */
export function connectionsWithin(filesMax: number, wanted: number, log: Log): number {
  const allowed = Math.min(wanted, Math.max(filesMax - OTHER_FILES, CONNECTIONS_MIN))
  if (allowed < wanted / 2) {
    const cure = `LimitNOFILE= in systemd, or ulimit -n: at least ${wanted + OTHER_FILES}`
    const fields = { filesMax, connectionsMax: allowed, cure }
    log.warn(fields, 'the system allows few open files, so fewer connections are taken')
  }
  return allowed
}

/** Of all workers together: one that hands a connection over has two files open for it. */
export function workerConnectionsMax(filesMax: number, count: number): number {
  return count * Math.max(CONNECTIONS_MIN, Math.floor((filesMax - OTHER_FILES) / 2))
}
