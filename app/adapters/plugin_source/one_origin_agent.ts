import { Agent as HttpAgent, type AgentOptions, type ClientRequest } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

/** A request that was to leave the registry's server. */
export class OtherServer extends Error {
  override readonly name = 'OtherServer'
  readonly code = 'EOTHERSERVER'
}

interface RequestTarget {
  readonly host?: string | null
  readonly port?: number | string | null
}

/**
 * Connections to one server and no other, whatever a redirect or a document says. The check comes
 * before any connection is made.
 */
export function oneOriginAgent(origin: URL): HttpAgent {
  const proxied = process.env.NODE_USE_ENV_PROXY === '1' ? { proxyEnv: process.env } : {}
  const options: AgentOptions = { keepAlive: false, maxSockets: 4, ...proxied }
  const isSecure = origin.protocol === 'https:'
  const agent = isSecure ? new HttpsAgent(options) : new HttpAgent(options)
  const host = origin.hostname.replace(/^\[|\]$/g, '')
  const port = Number(origin.port || (isSecure ? 443 : 80))
  const open = agent as unknown as { addRequest: AddRequest }
  const addRequest = open.addRequest.bind(agent)
  open.addRequest = (request, target, ...rest) => {
    const asked = String(target.host ?? '').replace(/^\[|\]$/g, '')
    if (asked !== host || Number(target.port ?? port) !== port) {
      throw new OtherServer(`${asked}:${target.port} is not ${host}:${port}`)
    }
    addRequest(request, target, ...rest)
  }
  return agent
}

type AddRequest = (request: ClientRequest, target: RequestTarget, ...rest: unknown[]) => void
