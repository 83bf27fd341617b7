import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of a few lines on this machine, for answers that no honest server gives. */
export class SmallServer {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = []

  private constructor(
    readonly address: string,
    private readonly end: () => Promise<void>
  ) {}

  /** Starts one on a free port of 127.0.0.1. */
  static async start(
    answer: (request: IncomingMessage, response: ServerResponse, address: string) => void
  ): Promise<SmallServer> {
    const server = createServer((request, response) => {
      small.asked.push(request.url ?? '')
      answer(request, response, small.address)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const small = new SmallServer(`http://127.0.0.1:${port}/`, async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    })
    return small
  }

  /** Ends it with all its connections. */
  stop(): Promise<void> {
    return this.end()
  }
}
