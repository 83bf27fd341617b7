import { prerelease, rcompare } from 'semver'
import { err, ok, type Result } from '#kernel/values/result.js'
import { VOUCHED_LEVELS, type RegistryReader, type VouchedLevel } from '#ports/plugin_registry.js'
import type { ResolvedPackage, SourceFailure } from '#ports/plugin_source.js'
import { didYouMean } from '#engine/nearest.js'
import { engineFault, type Platform } from '#engine/plugin/platform.js'
import { visible } from '#engine/plugin/visible.js'
import { stampOf } from './accept_index.js'
import { blockedBy } from './blocked_by.js'
import type { FollowedIndex } from './followed_indexes.js'
import type { IndexedPlugin, IndexedVersion, RegistryIndex } from './index_document.js'
import { lookAlike } from './look_alike.js'

/** A plugin by id, of one version or of the newest that fits. */
export interface WantedPlugin {
  readonly id: string
  readonly version?: string
}

interface Offer extends FollowedIndex {
  readonly plugin: IndexedPlugin
}

/** What choosing a version depends on. */
export interface ChoiceTerms {
  readonly platform: Platform
  readonly nowMs: number
  readonly archiveLocation: RegistryReader['archiveLocation']
}

/**
 * Finds a plugin in indexes that have not expired. An id that two registries offer with different
 * publishers is refused: neither may take the other's name.
 */
export function findIndexed(
  wanted: WantedPlugin,
  indexes: readonly FollowedIndex[],
  terms: ChoiceTerms
): Result<ResolvedPackage, SourceFailure> {
  const fail = (code: SourceFailure['code'], message: string) =>
    err<SourceFailure>({ code, message })
  const offers = indexes.flatMap(({ registry, index }) => {
    const plugin = index.plugins.find((one) => one.id === wanted.id)
    return plugin === undefined ? [] : [{ registry, index, plugin }]
  })
  if (offers.length === 0) return fail('not_found', notFound(wanted.id, indexes))
  const inForce = offers.filter(({ registry }) => registry.expiresAtMs > terms.nowMs)
  const [first] = inForce
  if (first === undefined) {
    const { registry } = offers[0]!
    return fail(
      'index_expired',
      `the index at ${registry.url} expired at ${stampOf(registry.expiresAtMs)}, so ${wanted.id} is not installed by it; who runs it must sign it anew`
    )
  }
  const other = inForce.find(
    (offer) => isOtherPublisher(first, offer) || isOtherPublisher(offer, first)
  )
  if (other !== undefined) {
    return fail(
      'index_invalid',
      `${wanted.id} is offered by ${first.registry.url} and by ${other.registry.url} with keys that the other does not know: two publishers use one id; leave one of the two with registry:remove`
    )
  }
  const all = indexes.map(({ index }) => index)
  const versions = inForce.flatMap((offer) =>
    offer.plugin.versions.map((version) => ({ ...offer, version }))
  )
  const chosen = choose(versions, wanted, all, terms.platform)
  if (!chosen.ok) return chosen
  const { registry, index, plugin, version } = chosen.value
  const place = terms.archiveLocation(registry.url, version.tarball)
  if (!place.ok) return place
  return ok({
    source: { type: 'index', ...wanted },
    id: plugin.id,
    version: version.version,
    resolved: place.value,
    integrity: version.integrity,
    keyId: version.keyId,
    vouched: vouchedLevel(plugin, version, index, registry.document.vouches),
  })
}

/** Whether an offer is signed with keys that another registry does not know as its publisher's. */
function isOtherPublisher({ plugin }: Offer, { index, plugin: { publisher } }: Offer): boolean {
  const known = index.keys.filter((key) => key.publisherId === publisher.id)
  return [plugin.publisher, ...plugin.versions].some(
    ({ keyId }) => !known.some((key) => key.keyId === keyId)
  )
}

/** The lowest of what plugin, key and the registry's own standing give; `null` for no more than signed. */
function vouchedLevel(
  plugin: IndexedPlugin,
  version: IndexedVersion,
  { keys }: RegistryIndex,
  cap: VouchedLevel
): 'official' | 'verified' | null {
  const key = keys.find((one) => one.keyId === version.keyId)
  const levels = [plugin.level, key?.level ?? 'signed', cap]
  const lowest = VOUCHED_LEVELS[Math.max(...levels.map((one) => VOUCHED_LEVELS.indexOf(one)))]
  return lowest === 'official' || lowest === 'verified' ? lowest : null
}

function choose<T extends { readonly version: IndexedVersion }>(
  offers: readonly T[],
  { id, version }: WantedPlugin,
  indexes: readonly RegistryIndex[],
  platform: Platform
): Result<T, SourceFailure> {
  const fail = (code: SourceFailure['code'], message: string) =>
    err<SourceFailure>({ code, message })
  const newestFirst = offers.toSorted((a, b) => rcompare(a.version.version, b.version.version))
  const known = newestFirst
    .map((one) => one.version.version)
    .slice(0, 10)
    .join(', ')
  const asked =
    version === undefined
      ? stableFirst(newestFirst)
      : newestFirst.filter((one) => one.version.version === version)
  if (asked.length === 0) {
    const what =
      version === undefined
        ? 'no version at all'
        : `no version ${visible(version)}; it has ${known}`
    return fail('not_found', `${id} has ${what}`)
  }
  let why: SourceFailure | null = null
  for (const one of asked) {
    const { version: number, keyId, engines } = one.version
    const blocked = blockedBy(indexes, { id, version: number, keyId })
    const unfit = engineFault(engines, platform)
    if (blocked === null && (unfit === null || version !== undefined)) return ok(one)
    why ??=
      blocked === null
        ? {
            code: 'not_found',
            message: `no version of ${id} fits this platform: ${number} ${unfit}`,
          }
        : { code: 'blocked', message: blocked }
  }
  return err(why!)
}

/** Releases before pre-releases, newest first: without being asked nobody gets a pre-release first. */
function stableFirst<T extends { readonly version: IndexedVersion }>(offers: readonly T[]): T[] {
  const isPre = (one: T) => prerelease(one.version.version) !== null
  return [...offers.filter((one) => !isPre(one)), ...offers.filter(isPre)]
}

function notFound(id: string, indexes: readonly FollowedIndex[]): string {
  const shown = visible(JSON.stringify(id.slice(0, 80)))
  if (indexes.length === 0) {
    return `no registry is followed that could know ${shown}: registry:add URL, or install by npm name, file or folder`
  }
  const ids = indexes.flatMap(({ index }) => index.plugins.map((plugin) => plugin.id))
  const alike = lookAlike(id, ids)
  if (alike !== null) return `no registry that is followed has ${shown}; it ${alike.why}`
  return `no registry that is followed has ${shown}${didYouMean(id, ids)}`
}
