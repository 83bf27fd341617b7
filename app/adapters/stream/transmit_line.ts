import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { StreamLine } from '#ports/stream_line.js'

/** What is used of Transmit. */
export interface StreamOpener<Context> {
  createStream(wish: {
    uid: string
    context: Context
    request: IncomingMessage
    response: ServerResponse
    injectResponseHeaders?: OutgoingHttpHeaders
  }): TransmitStream
}

interface TransmitStream {
  writeMessage(message: { data: string }, encoding?: undefined, done?: () => void): boolean
  end(): unknown
}

/** A request that is to be answered by a stream. */
export interface StreamRequest<Context> {
  readonly uid: string
  readonly context: Context
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly headers: OutgoingHttpHeaders
}

/** Answers a request with a stream of events. `closed` is called when the connection has ended. */
export function openTransmitLine<Context>(
  transmit: StreamOpener<Context>,
  { uid, context, request, response, headers }: StreamRequest<Context>,
  closed: (line: StreamLine) => void
): StreamLine {
  let waiting = 0
  const stream = transmit.createStream({
    uid,
    context,
    request,
    response,
    injectResponseHeaders: headers,
  })
  const line: StreamLine = {
    get waiting() {
      return waiting
    },
    send(text) {
      if (response.destroyed || response.writableEnded) return
      waiting += text.length
      stream.writeMessage({ data: text }, undefined, () => (waiting -= text.length))
    },
    end: () => void stream.end(),
    cut: () => void response.destroy(),
  }
  response.once('close', () => closed(line))
  return line
}

/** For the framework, which ends an answer that has no body: one that says nothing and never ends. */
export function silentBody(): Readable {
  return new Readable({ read() {} })
}
