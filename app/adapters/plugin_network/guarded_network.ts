import { err, type Result } from '#kernel/values/result.js'
import type {
  NetworkFailure,
  NetworkPlace,
  OutgoingAnswer,
  OutgoingRequest,
  PluginNetwork,
  PluginSocket,
  SocketObserver,
} from '#ports/plugin_network.js'
import { exchange } from './http_exchange.js'
import { resolvePlace } from './resolve_host.js'
import { resolveBySystem, type ResolveName } from './resolve_name.js'
import { openSocket } from './tcp_socket.js'

/** How the network is reached; everything has a default. */
export interface NetworkOptions {
  readonly resolveName?: ResolveName
  /** Certificates (PEM) that are trusted besides those of Node.js. */
  readonly certificateAuthorities?: readonly string[]
}

/** Connects plugins to what their grants name, and to nothing else. */
export class GuardedNetwork implements PluginNetwork {
  readonly #resolveName: ResolveName
  readonly #authorities: readonly string[]

  constructor({ resolveName, certificateAuthorities }: NetworkOptions = {}) {
    this.#resolveName = resolveName ?? resolveBySystem
    this.#authorities = certificateAuthorities ?? []
  }

  request(request: OutgoingRequest): Promise<Result<OutgoingAnswer, NetworkFailure>> {
    const { place, timeoutMs, signal } = request
    return within(place, { timeoutMs, signal }, async (ends) => {
      const addresses = await resolvePlace(place, this.#resolveName)
      if (!addresses.ok) return addresses
      const authorities = this.#authorities
      return exchange({ ...request, signal: ends }, { addresses: addresses.value, authorities })
    })
  }

  open(
    place: Omit<NetworkPlace, 'secure'>,
    on: SocketObserver,
    options: { readonly timeoutMs: number; readonly signal: AbortSignal }
  ): Promise<Result<PluginSocket, NetworkFailure>> {
    return within(place, options, async (ends) => {
      const addresses = await resolvePlace(place, this.#resolveName)
      if (!addresses.ok) return addresses
      return openSocket(place, { addresses: addresses.value, on, opening: ends })
    })
  }
}

/** Runs work until it is done, time is up or it is called off; asking for a name has no end of its own. */
async function within<T>(
  { host, port }: Pick<NetworkPlace, 'host' | 'port'>,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  work: (ends: AbortSignal) => Promise<Result<T, NetworkFailure>>
): Promise<Result<T, NetworkFailure>> {
  const ending = new AbortController()
  const ended = Promise.withResolvers<Result<T, NetworkFailure>>()
  const timer = setTimeout(() => {
    const message = `${host}:${port} was not done within ${timeoutMs} ms`
    ended.resolve(err({ code: 'timed_out', message }))
    ending.abort()
  }, timeoutMs)
  const callOff = () => {
    ended.resolve(err({ code: 'closed', message: 'the plugin ended' }))
    ending.abort()
  }
  signal.addEventListener('abort', callOff, { once: true })
  if (signal.aborted) callOff()
  try {
    return await Promise.race([ended.promise, work(ending.signal)])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', callOff)
  }
}
