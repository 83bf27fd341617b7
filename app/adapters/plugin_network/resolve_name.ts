import { lookup, Resolver } from 'node:dns/promises'

/** Finds the addresses of a name; rejects when there are none. */
export type ResolveName = (host: string) => Promise<readonly string[]>

/** Questions to the operating system that may be open at the same time, for all plugins together. */
const SYSTEM_LOOKUPS_MAX = 2
let systemLookups = 0

/**
 * Asks the name servers of this machine, and the operating system (hosts file, local networks) for what
 * they do not know. The system's lookup holds one of the few threads that files and compression need as
 * well, for as long as somebody's name server likes; so only a few are ever open.
 */
export const resolveBySystem: ResolveName = async (host) => {
  if (host === 'localhost') return ['127.0.0.1', '::1']
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  if (addresses.length > 0) return addresses
  if (systemLookups >= SYSTEM_LOOKUPS_MAX) throw new Error('too many names are being looked up')
  systemLookups += 1
  try {
    const known = await lookup(host, { all: true, verbatim: true })
    return known.map(({ address }) => address)
  } finally {
    systemLookups -= 1
  }
}
