import { BlockList, isIP } from 'node:net'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import { shown } from './shown.js'

/** Numbers of this machine, of private networks, and of no network at all. */
const NOT_PUBLIC = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  NOT_PUBLIC.addSubnet(net, bits, 'ipv4')
}
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  NOT_PUBLIC.addSubnet(net, bits, 'ipv6')
}

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/**
 * Reads the address of a registry, index or archive: https, or http on this machine, without a user
 * name in it. `what` begins the sentence of a refusal.
 */
export function readAddress(text: string, what: string): Result<URL, SourceFailure> {
  const refuse = (why: string): Result<URL, SourceFailure> =>
    err({ code: 'spec_invalid', message: `${what} ${shown(text)} ${why}` })
  if (text.length > 2000) return refuse('is longer than 2000 characters')
  const url = URL.parse(text)
  if (url === null) {
    return refuse('is not an address; it must look like https://plugins.example.com/index.json')
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('must not hold a user name or password')
  }
  if (url.protocol === 'https:') return ok(url)
  if (url.protocol !== 'http:') {
    return refuse(`begins with ${url.protocol}; it must begin with https:`)
  }
  if (isLoopback(url)) return ok(url)
  return refuse('must begin with https:; plain http is for this machine alone')
}

/**
 * Whether a stranger's document, itself read from `from`, may send us to an address: the same server,
 * or a public one. Names are not resolved here: what is fetched must fit a hash, and https asks for a
 * certificate that the inner servers of a network do not have.
 */
export function mayLeadTo(url: URL, from: URL | null): boolean {
  if (from !== null && url.origin === from.origin) return true
  if (url.protocol !== 'https:') return false
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  if (family !== 0) return !NOT_PUBLIC.check(host, family === 4 ? 'ipv4' : 'ipv6')
  return host.includes('.') && !/(?:^|\.)(?:localhost|local|internal)\.?$/.test(host)
}

function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  if (family === 0) return host === 'localhost'
  return LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6')
}
