import { DEFAULTS } from '../samples.suite.ts'
import { describeStore } from '../store.suite.ts'
import { openMemory } from './open.ts'

describeStore('memory', async () => ({ ...openMemory(DEFAULTS), close: async () => {} }))
