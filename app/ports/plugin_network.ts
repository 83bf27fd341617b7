import type { Result } from '#kernel/values/result.js'

/** A host that a grant allows, as parsed. */
export interface NetworkPlace {
  /** As the URL standard writes it; IPv6 without brackets; no dot at the end. */
  readonly host: string
  readonly port: number
  /** TLS with a checked certificate. */
  readonly secure: boolean
  /** Whether the grant names this host as private: loopback and private networks are then allowed. */
  readonly allowsPrivate: boolean
}

/** One HTTP request, checked and complete. */
export interface OutgoingRequest {
  readonly place: NetworkPlace
  readonly method: string
  /** Path and query, beginning with `/`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
  /** From the question for the address to the last byte, ms. */
  readonly timeoutMs: number
  /** Largest answer, in bytes, as it comes and after decompression. */
  readonly answerBytesMax: number
  readonly signal: AbortSignal
}

/** An answer, decompressed; redirects are answers like any other. */
export interface OutgoingAnswer {
  readonly status: number
  /** Names in small letters; those that occur twice are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Why nothing came of a connection; the message names no more than the plugin knows. */
export interface NetworkFailure {
  readonly code:
    | 'name_not_found'
    | 'address_refused'
    | 'unreachable'
    | 'tls_failed'
    | 'timed_out'
    | 'too_large'
    | 'answer_invalid'
    | 'closed'
  readonly message: string
}

/** What is heard of a TCP connection. */
export interface SocketObserver {
  /** At most 48 KiB; no more is read until the promise is settled. */
  data(bytes: Uint8Array): Promise<void>
  /** Called once, after the last data. */
  closed(): void
}

/** An open TCP connection. */
export interface PluginSocket {
  /** Queues bytes; false when too much waits already, and nothing was queued. */
  write(bytes: Uint8Array): boolean
  close(): void
}

/** The way to the network: resolves once, checks every address, connects to nothing else. */
export interface PluginNetwork {
  request(request: OutgoingRequest): Promise<Result<OutgoingAnswer, NetworkFailure>>
  open(
    place: Omit<NetworkPlace, 'secure'>,
    on: SocketObserver,
    options: { readonly timeoutMs: number; readonly signal: AbortSignal }
  ): Promise<Result<PluginSocket, NetworkFailure>>
}
