// Loaded into the server by NODE_OPTIONS=--import: SIGUSR2 keeps its event loop busy.
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('SIGUSR2', () => {
    const until = Date.now() + Number(process.env.TEST_BLOCK_MS)
    while (Date.now() < until);
  })
}
