import { isIP, isIPv4 } from 'node:net'
import { visible } from '#engine/plugin/visible.js'
import { err, ok, type Result } from '#kernel/values/result.js'

/** Methods of HTTP that a plugin may use. */
export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type HttpMethod = (typeof HTTP_METHODS)[number]

/** Where a plugin may connect to. */
export interface NetScope {
  /** As the URL standard writes it: small letters, punycode; IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** Whether every name exactly one label below `host` is meant. */
  readonly wildcard: boolean
  /** `null` for all. */
  readonly methods: readonly HttpMethod[] | null
  /** Whether the host may have an address in a private network or on this machine. */
  readonly private: boolean
}

// Names below which strangers register names of their own: a wildcard would mean all of them.
const SHARED_SUFFIXES = new Set(
  (
    'co.uk org.uk ac.uk gov.uk com.au net.au org.au co.jp ne.jp or.jp co.kr or.kr com.cn net.cn org.cn ' +
    'com.hk com.tw com.sg com.br com.mx com.tr co.in co.za co.nz co.il github.io gitlab.io ' +
    'herokuapp.com vercel.app netlify.app pages.dev workers.dev web.app firebaseapp.com fly.dev ' +
    'onrender.com amazonaws.com cloudfront.net azurewebsites.net cloudapp.net ngrok.io ngrok.app ' +
    'duckdns.org blogspot.com'
  ).split(' ')
)

const EXAMPLE = 'write it like api.example.com:443'

/** Reads `HOST[:PORT][#METHOD,...|#private]`. The canonical text says the same in one way only. */
export function readNetScope(
  text: string
): Result<{ readonly scope: NetScope; readonly text: string }, string> {
  const [place = '', options, ...rest] = text.split('#')
  if (rest.length > 0) return err(`has more than one "#"; ${EXAMPLE}`)
  if (/[\s/\\?@{}%]/.test(place) || place !== place.normalize('NFC')) {
    return err(`is not a host and port; ${EXAMPLE}`)
  }
  const found = /^(\*\.)?(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(place)
  if (found === null) return err(`is not a host and port; ${EXAMPLE}`)
  const [, star, given = '', portText = '443'] = found
  const port = Number(portText)
  if (port < 1 || port > 65_535 || String(port) !== portText) {
    return err(`has the port "${visible(portText)}"; it must be 1 to 65535`)
  }
  const wildcard = star !== undefined
  if (wildcard && !given.includes('.')) return err(wildcardFault(given.toLowerCase()) ?? EXAMPLE)
  const host = canonicalHost(given)
  if (!host.ok) return host
  const fault = wildcard ? wildcardFault(host.value) : null
  if (fault !== null) return err(fault)
  const read = readOptions(options)
  if (!read.ok) return read
  const { methods, isPrivate } = read.value
  if (isPrivate && wildcard) return err('is a wildcard and private; name each private host')
  // A literal names its address exactly; the word would add nothing.
  const scope = {
    host: host.value,
    port,
    wildcard,
    methods,
    private: isPrivate || isNamedPrivate(host.value),
  }
  return ok({ scope, text: textOf(scope) })
}

/** A host and port as URLs write them: brackets around IPv6. */
export function hostPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

function textOf(scope: NetScope): string {
  const options = [...(scope.methods ?? [])] as string[]
  if (scope.private && !isNamedPrivate(scope.host)) options.push('private')
  const place = `${scope.wildcard ? '*.' : ''}${hostPort(scope)}`
  return options.length === 0 ? place : `${place}#${options.join(',')}`
}

/** An address, and `localhost`, say themselves where they lead. */
function isNamedPrivate(host: string): boolean {
  return isIP(host) !== 0 || host === 'localhost'
}

function canonicalHost(given: string): Result<string, string> {
  let parsed: string
  try {
    parsed = new URL(`https://${given}/`).hostname
  } catch {
    return err(`names no host; ${EXAMPLE}`)
  }
  if (parsed !== given.toLowerCase()) {
    return err(
      `names the host "${visible(given)}", which is read as ${visible(parsed)}; write that`
    )
  }
  if (parsed.endsWith('.')) return err('has a dot at the end of the host; leave it out')
  const host = parsed.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return addressFault(host) ?? ok(host)
  const labels = host.split('.')
  if (!labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label)) || host.length > 253) {
    return err(`names no host; ${EXAMPLE}`)
  }
  if (labels.length === 1 && host !== 'localhost') {
    return err(`names the host "${host}" without a domain; write its whole name or its address`)
  }
  return ok(host)
}

/**
 * Addresses that no plugin is ever allowed: nothing a plugin needs lives there, keys of clouds do. Of
 * IPv6 only this machine, private networks and the public range are left, so that no form that hides
 * another address can be named.
 */
function addressFault(host: string): Result<never, string> | null {
  const first = Number(host.split('.')[0])
  const isUsable = isIPv4(host)
    ? first !== 0 && first < 224 && !host.startsWith('169.254.')
    : host === '::1' || /^[23f][0-9a-f]{3}:/.test(host)
  if (isUsable && !/^f[^cd]/.test(host)) return null
  return err(`names ${host}, an address that is never allowed (link-local, multicast or disguised)`)
}

function wildcardFault(host: string): string | null {
  if (isIP(host) !== 0) return 'is a wildcard in front of an address; name the address alone'
  if (host.split('.').length < 2 || SHARED_SUFFIXES.has(host)) {
    return `is a wildcard over ${host}, where strangers have names too; name one host, or a domain of one owner`
  }
  return null
}

function readOptions(
  options: string | undefined
): Result<{ methods: HttpMethod[] | null; isPrivate: boolean }, string> {
  if (options === undefined) return ok({ methods: null, isPrivate: false })
  const words = options.split(',')
  const methods = HTTP_METHODS.filter((method) => words.includes(method))
  const isPrivate = words.includes('private')
  const known = methods.length + (isPrivate ? 1 : 0)
  if (known !== words.length) {
    return err(`has "#${visible(options)}"; after "#" stand ${HTTP_METHODS.join(', ')} or private`)
  }
  return ok({ methods: methods.length === 0 ? null : methods, isPrivate })
}
