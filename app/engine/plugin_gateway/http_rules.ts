import { isIP } from 'node:net'
import { hasInvisible } from '#engine/plugin/visible.js'
import { permits } from '#engine/plugin_permissions/covers.js'
import type { Permission } from '#engine/plugin_permissions/capability.js'
import { HTTP_METHODS, hostPort, type HttpMethod } from '#engine/plugin_permissions/net_scope.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { NetworkPlace } from '#ports/plugin_network.js'
import { placeNeed } from './effect_needs.js'
import type { EffectFailure } from './running_plugin.js'
import { hasPlaceholder, hasStrayPlaceholder, secretsIn } from './secret_text.js'

/** A URL that a grant allows, taken apart. */
export interface AllowedUrl {
  readonly place: NetworkPlace
  readonly method: HttpMethod
  readonly path: string
  /** `name=value` pairs of the query as they stand, without `?`; '' for none. */
  readonly query: string
}

const SENDABLE =
  /^(?:accept|accept-language|api-key|apikey|authorization|content-type|idempotency-key|if-match|if-modified-since|if-none-match|range|user-agent|x-(?!forwarded|real-ip|original|rewrite|http-method|method|host|proxy|client-ip|cluster|remote)[a-z0-9-]{1,60})$/
const RECEIVABLE =
  /^(?:cache-control|content-language|content-type|date|etag|expires|last-modified|link|location|ratelimit[a-z-]*|retry-after|x-(?!accel|sendfile)[a-z0-9-]{1,60})$/

/**
 * Judges a URL against the grants. It is parsed once, as the URL standard says, and what is compared is
 * the parsed host and port; texts in which readers disagree about the host are refused outright.
 */
export function checkUrl(
  { url, method }: { readonly url: string; readonly method: string },
  grants: readonly Permission[]
): Result<AllowedUrl, EffectFailure> {
  if (/[\s\\]/.test(url) || hasInvisible(url)) {
    return refused('invalid', 'url holds a blank, a backslash or something invisible')
  }
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null) return refused('invalid', 'url is not an address')
  if (parsed.username !== '' || parsed.password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(url)) {
    return refused('invalid', 'url holds a user name; use a header for credentials')
  }
  const verb = HTTP_METHODS.find((one) => one === method)
  if (verb === undefined) {
    return refused('invalid', `method must be one of ${HTTP_METHODS.join(', ')}`)
  }
  const secure = parsed.protocol === 'https:'
  if (!secure && parsed.protocol !== 'http:') {
    return refused('invalid', 'url must begin with https:')
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const port = parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port)
  const need = placeNeed({ host, port, method: verb })
  const allowing = grants.filter((grant) => permits(grant, need))
  if (allowing.length === 0) {
    return refused('not_granted', `${verb} to ${hostPort({ host, port })} is not granted`)
  }
  if (!secure && !isLoopbackName(host)) {
    return refused('invalid', 'url must begin with https: (http: is for this machine alone)')
  }
  const fault = placeholderFault(parsed)
  if (fault !== null) return refused('secret', fault)
  const allowsPrivate = allowing.some(({ terms }) => terms.type === 'net' && terms.private)
  const place = { host, port, secure, allowsPrivate }
  return ok({ place, method: verb, path: parsed.pathname, query: parsed.search.slice(1) })
}

/** The permission's place that a socket may go to, or why not: exactly named hosts only. */
export function checkSocketPlace(
  { host: given, port }: { readonly host: string; readonly port: number },
  grants: readonly Permission[]
): Result<Omit<NetworkPlace, 'secure'>, EffectFailure> {
  const url = /^[a-z0-9._:[\]-]+$/i.test(given)
    ? `http://${isIP(given) === 6 ? `[${given}]` : given}/`
    : ''
  if (!URL.canParse(url)) return refused('invalid', 'host is not the name of a host')
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const need = placeNeed({ host, port, method: null })
  const allowing = grants.find(
    (grant) =>
      grant.terms.type === 'net' &&
      !grant.terms.wildcard &&
      // A grant of some methods of HTTP is no grant of any bytes.
      permits(grant, need)
  )
  if (allowing?.terms.type !== 'net') {
    return refused('not_granted', `a connection to ${hostPort({ host, port })} is not granted`)
  }
  return ok({ host, port, allowsPrivate: allowing.terms.private })
}

/** Headers as they may be sent, or the name of one that may not. */
export function checkHeaders(
  headers: Readonly<Record<string, string>>
): Result<Readonly<Record<string, string>>, EffectFailure> {
  for (const [name, value] of Object.entries(headers)) {
    if (!SENDABLE.test(name)) return refused('invalid', `headers: ${nameText(name)} may not be set`)
    if (!isHeaderValue(value)) {
      return refused('invalid', `headers: ${name} holds a character that headers cannot hold`)
    }
    if (hasStrayPlaceholder(value)) return refused('secret', STRAY)
  }
  return ok(headers)
}

/** Whether a text can be the value of a header. */
export function isHeaderValue(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text)
}

/** The headers of an answer that a plugin is shown; never a cookie. */
export function shownHeaders(
  headers: Readonly<Record<string, string>>
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => RECEIVABLE.test(name)))
}

/** What a secret's placeholder may not be part of. */
export const STRAY =
  'a secret is written {{secret:name}}, in values of headers, query and body only'

function placeholderFault(url: URL): string | null {
  if (hasPlaceholder(url.host) || hasPlaceholder(url.pathname)) return STRAY
  for (const pair of url.search.slice(1).split('&')) {
    const [name = '', ...value] = pair.split('=')
    if (hasPlaceholder(name) || secretsIn(name).length > 0) return STRAY
    if (hasStrayPlaceholder(value.join('='))) return STRAY
  }
  return null
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function nameText(name: string): string {
  return /^[a-z0-9-]{1,60}$/.test(name) ? name : 'a header of that name'
}

function refused(code: string, message: string): { ok: false; failure: EffectFailure } {
  return err({ code, message })
}
