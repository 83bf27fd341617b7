import { findingLines } from '#engine/plugin_package/pack_lines.js'
import { consentLines } from '#engine/plugin_permissions/grants.js'
import { visible } from '#engine/plugin/visible.js'
import type { TrustLevel } from '#ports/plugin_records.js'
import type { ConsentQuestion, InstallOutcome, KeyQuestion } from './install_request.js'

const LEVEL_WORDS: Readonly<Record<TrustLevel, string>> = {
  'official': 'official: by the makers of this platform',
  'verified': 'verified: an index that you follow vouches for its publisher',
  'signed': 'signed: by a key that you trusted',
  'unsigned-local': 'unsigned: nobody answers for its bytes; it can never go live',
}

/** What a level of trust means. */
export function levelWords(level: TrustLevel): string {
  return LEVEL_WORDS[level]
}

const CLASS_TITLES: readonly (readonly [string, string])[] = [
  ['dangerous', 'Dangerous: can cost money or a key'],
  ['sensitive', 'Sensitive: reveals or sends something'],
  ['normal', 'Normal'],
  ['implicit', 'Without asking'],
]

/** What a person reads before agreeing: who, what stands out, and every permission with its reason. */
export function consentText({ manifest, level, findings, more }: ConsentQuestion): string[] {
  const { id, version, kind, publisher } = manifest
  const lines = [
    `${id} ${version} (${kind}) by ${visible(publisher.name)}`,
    `  ${levelWords(level)}`,
    ...findingLines(findings).map((line) => `  ${line}`),
  ]
  const wanted = consentLines(manifest, []).filter((one) => more === null || more.includes(one.id))
  for (const [name, title] of CLASS_TITLES) {
    const own = wanted.filter((one) => one.consent === name)
    if (own.length === 0) continue
    lines.push(more === null ? title : `${title} (new)`)
    for (const { id: permission, words, reason, isOptional } of own) {
      lines.push(
        `  ${isOptional ? '[ ]' : '[x]'} ${permission}: ${words}${isOptional ? ' (optional)' : ''}`
      )
      lines.push(`      "${reason}"`)
    }
  }
  return lines
}

/** What a person reads before trusting a key. */
export function keyText({ keyId, pluginId, publisherId, publisherName }: KeyQuestion): string[] {
  return [
    `${pluginId} is signed by ${visible(publisherName)} (${publisherId}) with the key ${keyId},`,
    'which was never seen here. Compare it with what the publisher says in another place.',
  ]
}

function stateWords({ state, id }: InstallOutcome): string {
  if (state === 'enabled') return 'enabled'
  if (state === 'quarantined') return `still in quarantine (plugin:reset ${id} ends it)`
  return `still ${state} (plugin:enable ${id} makes it usable)`
}

/** How an install ended, for a terminal. */
export function outcomeText(outcome: InstallOutcome): string[] {
  const { result, id, version, kind, level, waitsFor, granted, contentHash } = outcome
  const findings = findingLines(outcome.findings).map((line) => `  ${line}`)
  const what = `${id} ${version}`
  switch (result) {
    case 'unchanged':
      return [`${what} is installed already, ${levelWords(level)}.`]
    case 'staged':
      return [
        `${what} is stored and waits: it asks for more than the version before, which goes on.`,
        ...waitsFor.map((one) => `  + ${one}`),
        `Accept it with: node ace plugin:update ${id} --accept`,
      ]
    case 'installed':
    case 'updated':
      return [
        `${what} (${kind}) is ${result} and ${stateWords(outcome)}; ${levelWords(level)}.`,
        `  content ${contentHash.slice(0, 12)}, granted in example: ${granted.join(', ') || 'nothing'}`,
        ...findings,
        ...(kind === 'strategy' && outcome.state === 'enabled'
          ? [`Try it: node ace backtest ${id} --symbols US.AAPL`]
          : []),
      ]
  }
}
