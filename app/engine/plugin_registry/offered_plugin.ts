import { rcompare } from 'semver'
import { engineFault, type Platform } from '#engine/plugin/platform.js'
import { visible } from '#engine/plugin/visible.js'
import { parsePermission } from '#engine/plugin_permissions/capability.js'
import { plainWords } from '#engine/plugin_permissions/plain_words.js'
import { VOUCHED_LEVELS, type VouchedLevel } from '#ports/plugin_registry.js'
import { stampOf } from './accept_index.js'
import { blockedBy } from './blocked_by.js'
import type { FollowedIndex, FollowedIndexes } from './followed_indexes.js'

/** A version that a registry offers. */
export interface OfferedVersion {
  readonly version: string
  readonly publishedAtMs: number
  readonly keyId: string
  /** Why it cannot be installed here, a sentence; `null` when it can. */
  readonly fault: string | null
}

/** A plugin as one registry offers it. */
export interface PluginOffer {
  /** Address of the registry's index, and what people call it. */
  readonly registry: string
  readonly registryName: string
  readonly name: string
  readonly description: string
  readonly kind: string
  readonly publisher: { readonly id: string; readonly name: string; readonly keyId: string }
  /** What the registry says, as far as it may. */
  readonly level: VouchedLevel
  /** Newest first. */
  readonly versions: readonly OfferedVersion[]
  /** What the version to be installed, else the newest, asks for, with what that means. */
  readonly permissions: readonly { readonly id: string; readonly words: string }[]
}

/** A plugin that is not installed, as the registries that are followed offer it. */
export interface OfferedPlugin {
  readonly id: string
  readonly offers: readonly PluginOffer[]
  /** The version that `plugin:install ID` would take; `null` when it would refuse. */
  readonly installs: string | null
  /** Why it would refuse; `null` when it would not. */
  readonly refusal: string | null
}

/** What registries say of a plugin by its id; `null` when none of them offers it. Nothing is fetched. */
export async function offeredPlugin(
  id: string,
  indexes: FollowedIndexes,
  platform: Platform
): Promise<OfferedPlugin | null> {
  const all = await indexes.all()
  const found = await indexes.find(id)
  const installs = found.ok ? found.value.version : null
  const offers = all.flatMap((one) => offersOf({ id, installs }, one, all, platform))
  if (offers.length === 0) return null
  return {
    id,
    offers,
    installs,
    refusal: found.ok ? null : found.failure.message,
  }
}

function offersOf(
  { id, installs }: Pick<OfferedPlugin, 'id' | 'installs'>,
  { registry, index }: FollowedIndex,
  all: readonly FollowedIndex[],
  platform: Platform
): PluginOffer[] {
  const indexes = all.map((one) => one.index)
  return index.plugins
    .filter((plugin) => plugin.id === id)
    .map(({ name, description, kind, publisher, level, versions }) => {
      const newestFirst = versions.toSorted((a, b) => rcompare(a.version, b.version))
      const shown = versions.find(({ version }) => version === installs) ?? newestFirst[0]
      const { vouches } = registry.document
      const rank = (one: VouchedLevel) => VOUCHED_LEVELS.indexOf(one)
      return {
        registry: registry.url,
        registryName: index.name,
        ...{ name, description, kind, publisher },
        level: rank(level) > rank(vouches) ? level : vouches,
        versions: newestFirst.map(({ version, publishedAtMs, keyId, engines }) => {
          const unfit = engineFault(engines, platform)
          const fault = blockedBy(indexes, { id, version, keyId }) ?? unfit
          return { version, publishedAtMs, keyId, fault }
        }),
        permissions: (shown?.permissions ?? []).map(wordsOf),
      }
    })
}

function wordsOf(id: string): { readonly id: string; readonly words: string } {
  const parsed = parsePermission(id)
  return { id, words: parsed.ok ? plainWords(parsed.value) : 'asks for something unknown' }
}

/** Versions that are shown one by one. */
const VERSIONS_SHOWN = 10

/** A plugin that is not installed, for a terminal. */
export function offeredLines({ id, offers, installs, refusal }: OfferedPlugin): string[] {
  const lines: string[] = []
  for (const offer of offers) {
    const { publisher, level, versions, permissions } = offer
    lines.push(
      `${id} (${visible(offer.kind)}) is not installed; ${visible(offer.registryName)} offers it`,
      `  ${visible(offer.name)}: ${visible(offer.description)}`,
      '',
      `registry  ${visible(offer.registry)}`,
      `publisher ${visible(publisher.name)} (${visible(publisher.id)}), key ${visible(publisher.keyId)}`,
      `level     ${level}, as far as this registry may say`,
      'versions  newest first',
      ...versions.slice(0, VERSIONS_SHOWN).map(versionLine)
    )
    const more = versions.length - VERSIONS_SHOWN
    if (more > 0) lines.push(`  and ${more} older`)
    lines.push('', ...permissionLines(permissions), '')
  }
  const how =
    installs === null
      ? `It cannot be installed: ${visible(refusal ?? '')}`
      : `plugin:install ${id} installs ${installs}, after showing what it asks for and why.`
  return [...lines, how]
}

function versionLine({ version, publishedAtMs, fault }: OfferedVersion): string {
  const day = stampOf(publishedAtMs).slice(0, 10)
  return `  ${visible(version)} of ${day}${fault === null ? '' : `: ${visible(fault)}`}`
}

function permissionLines(permissions: PluginOffer['permissions']): string[] {
  if (permissions.length === 0) return ['asks for no permission']
  return ['asks for', ...permissions.map(({ id, words }) => `  ${visible(id)}: ${words}`)]
}
