import type { RelayListener, StreamRelay } from '#ports/stream_relay.js'
import { channelOf } from './channels.js'
import type { StreamBody, StreamHub } from './stream_hub.js'

/** Where what happens is told. */
export interface StreamDesk {
  /** Whether anybody hears a channel, here or elsewhere. */
  isHeard(channel: string): boolean
  publish(channel: string, body: StreamBody): void
  /** Takes a fault of what feeds streams. */
  failed(error: unknown): void
}

/** What the process that trades knows first; everything else each host sees for itself. */
const SHARED = /^(quotes|accounts\/.+)$/

/** Tells here and, through a relay, at the other hosts of the installation. */
export function sharedDesk(hub: StreamHub, relay: StreamRelay): StreamDesk {
  return {
    isHeard: (channel) => hub.isHeard(channel) || (relay.isOpen && SHARED.test(channel)),
    publish(channel, body) {
      hub.publish(channel, body)
      if (SHARED.test(channel)) relay.tell(channel, body)
    },
    failed: (error) => hub.failed(error),
  }
}

/** Tells here what other hosts said; after a gap, that snapshots must be fetched again. */
export function relayedTo(hub: StreamHub): RelayListener {
  return {
    told(channel, body) {
      if (SHARED.test(channel) && channelOf(channel) !== null) hub.publish(channel, body)
    },
    missed() {
      const shared = hub.heard.filter((channel) => SHARED.test(channel))
      for (const channel of shared) hub.publish(channel, { refetch: true })
    },
  }
}
