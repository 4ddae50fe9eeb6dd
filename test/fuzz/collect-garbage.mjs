// Loaded into the server by NODE_OPTIONS=--import: SIGUSR2 makes it say what it holds in memory.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  process.on('SIGUSR2', () => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    process.stderr.write(`HELD ${heapUsed + external}\n`)
  })
}
