import { BlockList, isIP } from 'node:net'

/** Where an address leads: to everyone, to this machine, into a private network, or nowhere we go. */
export type AddressClass = 'public' | 'loopback' | 'private' | 'forbidden'

/** Addresses that no grant opens: link-local with the keys of clouds, multicast, disguises, reserved. */
const FORBIDDEN_V4 = listOf('ipv4', [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Metadata services of clouds outside the link-local range.
  '100.100.100.200/32',
  '168.63.129.16/32',
])
const PRIVATE_V4 = listOf('ipv4', [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
])
const LOOPBACK_V4 = listOf('ipv4', ['127.0.0.0/8'])

/** Inside the public range of IPv6: forms that carry another address, documentation, benchmarks. */
const FORBIDDEN_V6 = listOf('ipv6', [
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  // Metadata of a cloud inside the private range.
  'fd00:ec2::/32',
])
const PUBLIC_V6 = listOf('ipv6', ['2000::/3'])
const PRIVATE_V6 = listOf('ipv6', ['fc00::/7'])
const LOOPBACK_V6 = listOf('ipv6', ['::1/128'])

/**
 * The class of an address as text. What is not known to be good is forbidden: of IPv6 only the public
 * range, unique local addresses and `::1` are left, which leaves out mapped and translated forms.
 */
export function addressClass(address: string): AddressClass {
  const version = address.includes('%') ? 0 : isIP(address)
  if (version === 4) {
    if (FORBIDDEN_V4.check(address, 'ipv4')) return 'forbidden'
    if (LOOPBACK_V4.check(address, 'ipv4')) return 'loopback'
    return PRIVATE_V4.check(address, 'ipv4') ? 'private' : 'public'
  }
  if (version !== 6 || FORBIDDEN_V6.check(address, 'ipv6')) return 'forbidden'
  if (LOOPBACK_V6.check(address, 'ipv6')) return 'loopback'
  if (PRIVATE_V6.check(address, 'ipv6')) return 'private'
  return PUBLIC_V6.check(address, 'ipv6') ? 'public' : 'forbidden'
}

/** Whether a host may be reached at this address. */
export function isAllowedAddress(
  address: string,
  { host, allowsPrivate }: { readonly host: string; readonly allowsPrivate: boolean }
): boolean {
  const found = addressClass(address)
  if (found === 'forbidden') return false
  if (host === 'localhost') return allowsPrivate && found === 'loopback'
  return found === 'public' || allowsPrivate
}

function listOf(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
