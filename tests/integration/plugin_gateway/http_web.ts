import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer, type Server as SecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { selfSigned } from '#tests/support/certificate.js'
import { StubDns } from '#tests/support/stub_dns.js'
import { GatewayBench } from './open_gateway.js'

const NAMES = ['api.test', 'other.test', 'a.wild.test']

/** What a plugin is told of an answer. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A plugin's wish to read an address. */
export function httpGet(url: string) {
  return { type: 'http', method: 'GET', url, headers: {}, body: null }
}

/** A small web for plugins: names, a server with TLS and one without, and a gateway that leads there. */
export class HttpWeb {
  readonly bench = new GatewayBench()
  /** What the servers were asked since `reset`. */
  readonly requests: {
    url: string
    headers: IncomingMessage['headers']
    body: string
    method: string
  }[] = []
  /** Connections that are open. */
  readonly sockets = new Set<Socket>()
  dns!: StubDns
  /** What both servers do with a request. */
  handler!: (request: IncomingMessage, response: ServerResponse) => void
  /** Port of the server with TLS, and of the one without. */
  port!: number
  plainPort!: number
  #secure!: SecureServer
  #plain!: Server

  async open(): Promise<void> {
    const certificate = selfSigned([...NAMES, '127.0.0.1'])
    this.dns = await StubDns.start()
    const certificateAuthorities = [certificate.cert]
    await this.bench.open({ resolveName: this.dns.resolve, certificateAuthorities })
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      let body = ''
      request.on('data', (piece) => (body += piece))
      request.on('end', () => {
        const { url = '', headers, method = '' } = request
        this.requests.push({ url, headers, body, method })
        this.handler(request, response)
      })
    }
    this.#secure = createServer(certificate, listener)
    this.#secure.addContext('untrusted.test', selfSigned(['api.test']))
    this.#plain = createPlainServer(listener)
    this.port = await this.#listen(this.#secure)
    this.plainPort = await this.#listen(this.#plain)
  }

  /** Forgets requests, answers "hello", and lets all names lead to this machine. */
  reset(): void {
    this.requests.length = 0
    this.handler = (_request, response) => response.end('hello')
    for (const name of [...NAMES, 'untrusted.test']) this.dns.answer(name, ['127.0.0.1'])
  }

  /** A plugin that may reach api.test. */
  granted(over: Parameters<GatewayBench['plugin']>[1] = {}) {
    const permission = `net:connect@api.test:${this.port}#private`
    return this.bench.plugin([permission], { kind: 'agent', ...over })
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.#secure.close()
    this.#plain.close()
    this.dns.close()
    await this.bench.close()
  }

  async #listen(server: Server): Promise<number> {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
}
