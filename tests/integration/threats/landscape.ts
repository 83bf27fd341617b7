import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { GuardedNetwork } from '#adapters/plugin_network/guarded_network.js'
import { selfSigned } from '#tests/support/certificate.js'
import { StubDns } from '#tests/support/stub_dns.js'

/** Fifty megabytes of nothing, which travel as fifty kilobytes. */
const BOMB = gzipSync(Buffer.alloc(50 * 1024 * 1024))

/** A server, a name server and a network, all on this machine, for plugins that reach out. */
export class Landscape {
  /** Paths that the server was asked for, in order. */
  readonly asked: string[] = []
  readonly network: GuardedNetwork
  readonly #sockets = new Set<Socket>()

  private constructor(
    readonly dns: StubDns,
    private readonly server: Server,
    authority: string
  ) {
    this.network = new GuardedNetwork({
      resolveName: dns.resolve,
      certificateAuthorities: [authority],
    })
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      socket.on('error', () => {})
    })
    server.on('request', (request, response) => this.#answer(request, response))
  }

  static async open(): Promise<Landscape> {
    const dns = await StubDns.start()
    const certificate = selfSigned(['api.test', 'evil.test', 'rebind.test', '127.0.0.1'])
    const server = createServer(certificate)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    dns.answer('api.test', ['127.0.0.1'])
    return new Landscape(dns, server, certificate.cert)
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.server.close()
    this.dns.close()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').split('?')[0] ?? ''
    this.asked.push(path)
    switch (path) {
      case '/echo': {
        const { authorization = '' } = request.headers
        response.setHeader('x-echo', authorization)
        response.setHeader('set-cookie', 'session=stolen')
        response.end(`you said ${authorization} ${Buffer.from(authorization).toString('base64')}`)
        return
      }
      case '/redirect':
        response.writeHead(302, { location: 'https://127.0.0.1/private' }).end()
        return
      case '/large':
        response.write('x'.repeat(1024 * 1024))
        response.end('y'.repeat(4 * 1024 * 1024))
        return
      case '/packed':
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB)
        return
      case '/endless': {
        const drip = setInterval(() => response.write('x'), 100)
        response.on('close', () => clearInterval(drip))
        return
      }
      default:
        response.end('fine')
    }
  }
}
