import { sharePass } from './share-pass.ts'

/** All hosts by place, for everybody who asks within a second. May reject with `not_available`. */
export const surveyFleet = sharePass(
  (ctx) => ctx.pulses.survey(ctx.listening.listeningSince, ctx.clock.read().wallMs),
  ({ keepMs }) => keepMs,
)
