import { isIP, type LookupFunction } from 'node:net'

/** A lookup that knows these addresses and no others: nothing is resolved a second time. */
export function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, callback) => {
    const family = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : options.family
    const fitting = family ? found.filter((one) => one.family === family) : found
    const [first] = fitting
    if (first === undefined) {
      callback(Object.assign(new Error('no address of this family'), { code: 'ENOTFOUND' }), '', 0)
    } else if (options.all) callback(null, fitting)
    else callback(null, first.address, first.family)
  }
}
