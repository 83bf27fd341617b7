import { prerelease, rcompare } from 'semver'
import type { VouchedLevel } from '#ports/plugin_registry.js'
import { VOUCHED_LEVELS } from '#ports/plugin_registry.js'
import { didYouMean } from '#engine/nearest.js'
import { visible } from '#engine/plugin/visible.js'
import { blockedBy } from './blocked_by.js'
import type { FollowedIndex } from './followed_indexes.js'
import type { IndexedPlugin } from './index_document.js'
import { lookAlike } from './look_alike.js'
import { plainLetters } from './plain_letters.js'

/** What is looked for. */
export interface SearchRequest {
  /** Words that must all be found in id, name, description, publisher or kind; '' for all plugins. */
  readonly text: string
  readonly kind?: string
  /** Installed plugins by id: their version. */
  readonly installed: ReadonlyMap<string, string>
}

/** A plugin that was found, best first. */
export interface SearchHit {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly kind: string
  /** The newest release. */
  readonly version: string
  readonly publisher: string
  /** What the registry says, as far as it may. */
  readonly level: VouchedLevel
  readonly permissions: readonly string[]
  /** Address of the registry's index. */
  readonly registry: string
  /** `null` when it is not installed. */
  readonly installedVersion: string | null
  /** Why a kill list names its newest release; `null` when none does. */
  readonly blocked: string | null
}

/** What a search brought. */
export interface SearchResult {
  readonly hits: readonly SearchHit[]
  /** A sentence when what was typed looks like a plugin and is none; `null` otherwise. */
  readonly hint: string | null
}

/** Searches the indexes of registries that are followed. */
export function searchPlugins(
  { text, kind, installed }: SearchRequest,
  indexes: readonly FollowedIndex[]
): SearchResult {
  const words = plainLetters(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  const all = indexes.map(({ index }) => index)
  const found = indexes.flatMap(({ registry, index }) =>
    index.plugins.flatMap((plugin) => {
      const newest = newestOf(plugin)
      const score = scoreOf(plugin, words)
      if (newest === null || score === null || (kind !== undefined && plugin.kind !== kind)) {
        return []
      }
      const { id, name, description, publisher } = plugin
      const hit: SearchHit = {
        id,
        name,
        description,
        kind: plugin.kind,
        version: newest.version,
        publisher: publisher.name,
        level: lower(plugin.level, registry.document.vouches),
        permissions: newest.permissions,
        registry: registry.url,
        installedVersion: installed.get(id) ?? null,
        blocked: blockedBy(all, { id, version: newest.version, keyId: newest.keyId }),
      }
      return [{ hit, score }]
    })
  )
  const rank = ({ level }: SearchHit) => VOUCHED_LEVELS.indexOf(level)
  found.sort(
    (a, b) => b.score - a.score || rank(a.hit) - rank(b.hit) || (a.hit.id < b.hit.id ? -1 : 1)
  )
  const ids = all.flatMap(({ plugins }) => plugins.map((plugin) => plugin.id))
  return { hits: found.map(({ hit }) => hit), hint: hintFor(text.trim(), ids, found.length) }
}

/** What each place of a word counts; a word that is nowhere rules the plugin out (`null`). */
function scoreOf(plugin: IndexedPlugin, words: readonly string[]): number | null {
  let score = 0
  for (const word of words) {
    const best = Math.max(
      scoreIn(plugin.id, word, 100),
      scoreIn(plainLetters(plugin.name), word, 60),
      plugin.kind === word ? 40 : 0,
      scoreIn(plainLetters(plugin.publisher.name), word, 30),
      scoreIn(plugin.publisher.id, word, 30),
      scoreIn(plainLetters(plugin.description), word, 10)
    )
    if (best === 0) return null
    score += best
  }
  return score
}

/** All of it, the beginning of a word in it, or anywhere. */
function scoreIn(text: string, word: string, most: number): number {
  if (text === word) return most
  const at = text.indexOf(word)
  if (at < 0) return 0
  const begins = at === 0 || text.split(/[\s_-]+/).some((part) => part.startsWith(word))
  return begins ? most * 0.6 : most * 0.3
}

function newestOf({ versions }: IndexedPlugin) {
  const sorted = versions.toSorted((a, b) => rcompare(a.version, b.version))
  return sorted.find((one) => prerelease(one.version) === null) ?? sorted[0] ?? null
}

function lower(one: VouchedLevel, other: VouchedLevel): VouchedLevel {
  return VOUCHED_LEVELS[Math.max(VOUCHED_LEVELS.indexOf(one), VOUCHED_LEVELS.indexOf(other))]!
}

function hintFor(text: string, ids: readonly string[], hits: number): string | null {
  const isPlain = /^[\u0020-\u007e]*$/.test(text)
  if (text === '' || (hits > 0 && isPlain)) return null
  const shown = JSON.stringify(visible(text.slice(0, 80)))
  const alike = lookAlike(text, ids)
  if (alike !== null) return `${shown} ${alike.why}`
  const near = didYouMean(plainLetters(text), ids)
  return hits > 0 || near === '' ? null : `nothing is called ${shown}${near}`
}
