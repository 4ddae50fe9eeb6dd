import { LiveStore } from './live-store.ts'
import { stream } from './stream.ts'

/** The page's own store, told of every change on the stream. */
export const store = new LiveStore(Date.now)

stream.onChanges((changes) => store.change(changes))
stream.onMessage('fleet', () => store.refresh('fleet'))
