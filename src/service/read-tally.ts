import { sharePass } from './share-pass.ts'

/** Hosts by state, in all and per site; as old as a pass over the fleet is dear. */
export const readTally = sharePass(
  (ctx) => ctx.pulses.tally(ctx.listening.listeningSince, ctx.clock.read().wallMs),
  () => 0,
)
