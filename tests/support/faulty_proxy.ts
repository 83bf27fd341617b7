import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What the way to the server does: it lets through, answers 502 to everything, or takes everything and says nothing. */
export type ProxyMood = 'through' | 'refuses' | 'mute'

/** Something between a browser and a server, as there is in front of many installations, that has moods. */
export class FaultyProxy {
  #mood: ProxyMood = 'through'
  readonly #sockets = new Set<Socket>()

  private constructor(private readonly server: Server) {}

  /** Opens a proxy in front of a server's address. */
  static async before(address: string): Promise<FaultyProxy> {
    const server = createServer()
    const proxy = new FaultyProxy(server)
    const { hostname, port, host } = new URL(address)
    server.on('connection', (socket: Socket) => {
      proxy.#sockets.add(socket)
      socket.once('close', () => proxy.#sockets.delete(socket))
      socket.on('error', () => {})
    })
    server.on('request', (asked, answer) => {
      if (proxy.#mood === 'mute') return
      if (proxy.#mood === 'refuses') {
        answer.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
        return
      }
      const { method, url: path, headers } = asked
      const wish = { hostname, port, method, path, headers: { ...headers, host } }
      const passed = request(wish, (said) => {
        answer.writeHead(said.statusCode!, said.headers)
        said.on('data', (chunk) => {
          if (proxy.#mood !== 'mute') answer.write(chunk)
        })
        said.on('end', () => answer.end())
        said.on('error', () => answer.destroy())
      })
      passed.on('error', () => answer.destroy())
      answer.on('close', () => passed.destroy())
      asked.pipe(passed)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  /** Where a browser finds it. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** What it does from now on; `refuses` ends what is open, `mute` leaves it open and says nothing on it. */
  be(mood: ProxyMood): void {
    this.#mood = mood
    if (mood === 'refuses') for (const socket of this.#sockets) socket.destroy()
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.server.close()
  }
}
