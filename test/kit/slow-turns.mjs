// Loaded into the server by NODE_OPTIONS=--import: SIGUSR2 makes the turns of its event loop slow.
import { isMainThread } from 'node:worker_threads'

const TURN_MS = Number(process.env.TEST_TURN_MS ?? 20)

if (isMainThread) {
  let slow = false
  const turn = () => {
    if (!slow) return
    const until = Date.now() + TURN_MS
    while (Date.now() < until);
    setImmediate(turn)
  }
  process.on('SIGUSR2', () => {
    slow = !slow
    turn()
  })
}
