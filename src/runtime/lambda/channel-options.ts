import type { ChannelOptions } from '../../channel/channels.ts'
import type { RegionConfig } from './region-config.ts'

/** Functions reach public addresses only: there is no network of ours around them. */
export function channelOptions(
  config: RegionConfig,
): Omit<ChannelOptions, 'version' | 'writeLine'> {
  const { home, peer, snsEndpoint, smtpUrl, smtpFrom, publicUrl } = config
  return {
    smtpUrl,
    smtpFrom,
    publicUrl,
    allowTargets: [],
    sns: { region: home.region, peerRegion: peer?.region ?? null, endpoint: snsEndpoint },
  }
}
