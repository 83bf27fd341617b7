import { request as requestPlain, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestSecure, type RequestOptions } from 'node:https'
import { isIP } from 'node:net'
import { rootCertificates } from 'node:tls'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { NetworkFailure, OutgoingAnswer, OutgoingRequest } from '#ports/plugin_network.js'
import { pinnedLookup } from './pinned_lookup.js'
import { readBody } from './read_body.js'

/** Largest head of an answer, bytes. */
const HEAD_BYTES_MAX = 16_384

/**
 * One request and its answer, to one of the addresses given, on a connection of its own. Redirects are
 * not followed. Ends, with the connection, when the signal says so.
 */
export async function exchange(
  request: OutgoingRequest,
  at: { readonly addresses: readonly string[]; readonly authorities: readonly string[] }
): Promise<Result<OutgoingAnswer, NetworkFailure>> {
  const { place, signal } = request
  const call = begin(request, at)
  const stop = () => call.destroy()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const response = await responseOf(call, { request, addresses: at.addresses })
    const body = await readBody(response, request.answerBytesMax)
    if (!body.ok) return body
    return ok({ status: response.statusCode ?? 0, headers: headersOf(response), body: body.value })
  } catch (error) {
    return err(failureOf(error, `${place.host}:${place.port}`))
  } finally {
    signal.removeEventListener('abort', stop)
    call.destroy()
  }
}

function begin(
  { place, method, path, headers, body }: OutgoingRequest,
  { addresses, authorities }: { addresses: readonly string[]; authorities: readonly string[] }
): ClientRequest {
  const { host, port, secure } = place
  const isDefault = port === (secure ? 443 : 80)
  const name = isIP(host) === 6 ? `[${host}]` : host
  const options: RequestOptions = {
    // The name stays for SNI, certificate and Host; the addresses are those that were checked.
    host,
    port,
    method,
    path,
    lookup: pinnedLookup(addresses),
    headers: {
      ...headers,
      'host': isDefault ? name : `${name}:${port}`,
      'accept-encoding': 'gzip, deflate, br',
      'connection': 'close',
      ...(body === null ? {} : { 'content-length': String(body.byteLength) }),
    },
    agent: false,
    maxHeaderSize: HEAD_BYTES_MAX,
    insecureHTTPParser: false,
    setHost: false,
  }
  const secureOptions = {
    servername: isIP(host) === 0 ? host : '',
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2' as const,
    ...(authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }),
  }
  const call = secure ? requestSecure({ ...options, ...secureOptions }) : requestPlain(options)
  call.end(body ?? undefined)
  return call
}

/** The answer's head. A connection that went elsewhere than to the checked addresses is ended. */
function responseOf(
  call: ClientRequest,
  { request, addresses }: { request: OutgoingRequest; addresses: readonly string[] }
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  call.on('error', reject)
  call.on('close', () => reject(new Error('closed')))
  call.on('upgrade', (_response, socket) => socket.destroy())
  call.on('socket', (socket) => {
    socket.once('connect', () => {
      const reached = socket.remoteAddress ?? ''
      if (addresses.includes(reached) || isSameAddress(reached, addresses)) return
      call.destroy(Object.assign(new Error(), { code: 'E_ELSEWHERE', host: request.place.host }))
    })
  })
  call.on('response', (response) => {
    // Later trouble is told by the body; without a listener it would end the process.
    call.on('error', () => {})
    resolve(response)
  })
  return promise
}

/** Addresses of IPv6 have several spellings; URLs know one. */
function isSameAddress(reached: string, addresses: readonly string[]): boolean {
  const spelled = (address: string) =>
    isIP(address) === 6 ? new URL(`http://[${address}]/`).hostname : address
  return addresses.some((address) => spelled(address) === spelled(reached))
}

function headersOf(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}

function failureOf(error: unknown, where: string): NetworkFailure {
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  if (code === 'E_ELSEWHERE') {
    return { code: 'address_refused', message: `${where} led elsewhere` }
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { code: 'too_large', message: `${where} answered with too many headers` }
  }
  if (code.startsWith('HPE_')) {
    return { code: 'answer_invalid', message: `${where} did not answer in HTTP` }
  }
  if (/CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO|^EPROTO/.test(code)) {
    return { code: 'tls_failed', message: `${where} has no certificate that can be trusted` }
  }
  return { code: 'unreachable', message: `${where} could not be reached, or hung up` }
}
