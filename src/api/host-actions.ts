import { hostSchema } from '../contract/host.ts'
import type { HostId } from '../core/ids.ts'
import type { Context } from '../service/context.ts'
import type { HostView } from '../service/host-view.ts'
import { pauseHost } from '../service/pause-host.ts'
import { resumeHost } from '../service/resume-host.ts'
import { retireHost } from '../service/retire-host.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { hostIdOf } from './host-id-of.ts'
import { presentHost } from './present-host.ts'

function action(
  name: string,
  summary: string,
  description: string,
  act: (ctx: Context, input: { hostId: HostId }) => Promise<HostView>,
): Endpoint {
  return endpoint({
    method: 'POST',
    path: `/v1/hosts/{id}/${name}`,
    tag: 'Hosts',
    summary,
    description,
    scope: 'admin',
    answers: { 200: { description: 'The host as it is now', schema: hostSchema } },
    problems: ['conflict', 'not_ready'],
    run: async ({ ctx, params }) => {
      const view = await act(ctx, { hostId: hostIdOf(params) })
      return { status: 200, body: presentHost(view, ctx.settings), version: view.record.version }
    },
  })
}

export const hostActionEndpoints = [
  action(
    'pause',
    'Pause a host',
    'Takes it out of watch until it is resumed; an open incident is withdrawn.',
    pauseHost,
  ),
  action(
    'resume',
    'Resume a host',
    'Watches a paused or retired host again, with a full timeout from now.',
    resumeHost,
  ),
  action(
    'retire',
    'Retire a host',
    'Takes it out of watch for good, and keeps its history.',
    retireHost,
  ),
]
