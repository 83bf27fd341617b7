import { connect, type Socket } from 'node:net'
import { err, ok, type Result } from '#kernel/values/result.js'
import type {
  NetworkFailure,
  NetworkPlace,
  PluginSocket,
  SocketObserver,
} from '#ports/plugin_network.js'
import { pinnedLookup } from './pinned_lookup.js'

/** Largest piece that is handed on at once, bytes. */
const PIECE_BYTES = 48 * 1024
/** Most bytes that may wait to be sent. */
const WAITING_BYTES_MAX = 1024 * 1024

/** Opens a TCP connection to one of the checked addresses. `opening` ends the attempt, not the connection. */
export function openSocket(
  { host, port }: Pick<NetworkPlace, 'host' | 'port'>,
  options: {
    readonly addresses: readonly string[]
    readonly on: SocketObserver
    readonly opening: AbortSignal
  }
): Promise<Result<PluginSocket, NetworkFailure>> {
  const { promise, resolve } = Promise.withResolvers<Result<PluginSocket, NetworkFailure>>()
  const socket = connect({ host, port, lookup: pinnedLookup(options.addresses), noDelay: true })
  socket.pause()
  const giveUp = () => socket.destroy()
  options.opening.addEventListener('abort', giveUp, { once: true })
  const unreachable = () => {
    const message = `${host}:${port} could not be reached`
    resolve(err({ code: 'unreachable', message }))
  }
  socket.on('error', () => {})
  socket.once('close', unreachable)
  socket.once('connect', () => {
    options.opening.removeEventListener('abort', giveUp)
    socket.off('close', unreachable)
    void handOn(socket, options.on)
    resolve(ok(new OpenSocket(socket)))
  })
  return promise
}

/** Reads one piece after the other, each only when the one before has been taken. */
async function handOn(socket: Socket, on: SocketObserver): Promise<void> {
  try {
    for await (const bytes of socket as AsyncIterable<Uint8Array>) {
      for (let from = 0; from < bytes.byteLength; from += PIECE_BYTES) {
        await on.data(bytes.subarray(from, from + PIECE_BYTES))
        if (socket.destroyed) return
      }
    }
  } catch {
    // The other side broke off; that is told as closed.
  } finally {
    socket.destroy()
    on.closed()
  }
}

class OpenSocket implements PluginSocket {
  constructor(private readonly socket: Socket) {}

  write(bytes: Uint8Array): boolean {
    if (this.socket.destroyed) return false
    if (this.socket.writableLength + bytes.byteLength > WAITING_BYTES_MAX) return false
    this.socket.write(bytes)
    return true
  }

  close(): void {
    this.socket.destroy()
  }
}
