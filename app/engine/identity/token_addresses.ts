import { BlockList, isIP } from 'node:net'

/** Addresses and networks that one token is bound to at most. */
export const ADDRESSES_MAX = 20

/** What is wrong with addresses that a token is to be bound to; `null` for nothing. */
export function addressesFault(addresses: readonly string[] | null): string | null {
  if (addresses === null) return null
  if (addresses.length === 0) return 'a token bound to addresses needs at least one'
  if (addresses.length > ADDRESSES_MAX) {
    return `a token is bound to ${ADDRESSES_MAX} addresses at most, were ${addresses.length}`
  }
  const odd = addresses.find((one) => readNetwork(one) === null)
  if (odd === undefined) return null
  return `"${odd.slice(0, 60)}" is no address; give one as 192.168.1.20, 10.0.0.0/8 or 2001:db8::/32`
}

/** Whether a use that comes from `from` is let through. */
export function addressFits(addresses: readonly string[] | null, from: string): boolean {
  if (addresses === null) return true
  const list = new BlockList()
  for (const text of addresses) {
    const network = readNetwork(text)
    if (network !== null) list.addSubnet(network.address, network.bits, network.family)
  }
  // What comes over IPv6's form of an IPv4 address is that address.
  const plain = from.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

function readNetwork(text: string) {
  const [address = '', mask, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0 || address.includes('%')) return null
  const most = version === 6 ? 128 : 32
  const bits = mask === undefined ? most : /^\d{1,3}$/.test(mask) ? Number(mask) : -1
  if (bits < 1 || bits > most) return null
  return { address, bits, family: version === 6 ? ('ipv6' as const) : ('ipv4' as const) }
}
