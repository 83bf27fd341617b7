import { isIP } from 'node:net'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { NetworkFailure, NetworkPlace } from '#ports/plugin_network.js'
import { isAllowedAddress } from './address_rules.js'
import type { ResolveName } from './resolve_name.js'

const ADDRESSES_MAX = 16

/**
 * The addresses of a place, asked for once; the connection goes to one of exactly these. One address
 * among them that is not allowed refuses all, because nobody publishes such an answer in good faith.
 */
export async function resolvePlace(
  place: Pick<NetworkPlace, 'host' | 'allowsPrivate'>,
  resolveName: ResolveName
): Promise<Result<readonly string[], NetworkFailure>> {
  const { host } = place
  let addresses: readonly string[]
  if (isIP(host) !== 0) addresses = [host]
  else {
    try {
      addresses = (await resolveName(host)).slice(0, ADDRESSES_MAX)
    } catch {
      addresses = []
    }
  }
  if (addresses.length === 0) {
    return err({ code: 'name_not_found', message: `${host} has no address` })
  }
  if (!addresses.every((address) => isAllowedAddress(address, place))) {
    const message = `${host} leads to an address that this plugin may not reach`
    return err({ code: 'address_refused', message })
  }
  return ok(addresses)
}
