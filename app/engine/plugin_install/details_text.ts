import { visible } from '#engine/plugin/visible.js'
import { formatTable } from '#engine/text_table.js'
import { levelWords } from './install_texts.js'
import type { InstalledPlugin, PluginDetails } from './plugin_details.js'

const VERSION_COLUMNS = [
  { title: 'Version' },
  { title: 'Content' },
  { title: 'Level' },
  { title: 'Key' },
  { title: 'Installed' },
  { title: '' },
]

/** A line about an installed plugin: id, version, state, level, and an update that waits. */
export function installedLines({ plugin, version, manifest }: InstalledPlugin): string[] {
  const staged = plugin.stagedVersion === null ? '' : `, ${plugin.stagedVersion} waits for consent`
  const level = version?.level ?? 'its record is missing'
  const head = `${plugin.id} ${plugin.activeVersion} (${plugin.kind}) ${plugin.state}, ${level}${staged}`
  return manifest === null ? [head] : [head, `  ${visible(manifest.description)}`]
}

/** Everything about an installed plugin, for a terminal. */
export function detailLines(details: PluginDetails): string[] {
  const { version, manifest, key, warnings, readme } = details
  const lines = installedLines(details)
  lines.push(...warnings.map((warning) => `  ! ${warning}`))
  if (version !== null) {
    lines.push(
      '',
      `level     ${levelWords(version.level)}`,
      `key       ${version.keyId ?? 'none'}${key === null ? '' : ` of ${key.publisherId}, trusted by ${key.trustedBy} since ${day(key.firstSeenAtMs)}`}`,
      `source    ${version.resolved}`,
      `integrity ${version.integrity}`,
      `content   ${version.contentHash}`,
      `manifest  ${version.manifestHash}`,
      `bundle    ${version.bundleHash}`,
      `installed ${day(version.installedAtMs)} by ${version.installedBy}`
    )
  }
  if (manifest !== null) {
    const { publisher, engines, license } = manifest
    lines.push(
      `publisher ${visible(publisher.name)} (${publisher.id})${publisher.url ? ` ${publisher.url}` : ''}`
    )
    lines.push(
      `engines   aq ${engines.aq}, sdk ${engines.sdk}${license ? `; license ${visible(license)}` : ''}`
    )
  }
  lines.push('', ...permissionLines(details), ...stagedLines(details))
  lines.push('', ...versionLines(details))
  if (readme.length > 0) lines.push('', ...readme.map((line) => `  | ${line}`))
  return lines
}

function permissionLines({ permissions }: PluginDetails): string[] {
  if (permissions.length === 0) return ['asks for no permission']
  return permissions.flatMap(({ id, words, reason, isOptional, consent, grantedIn }) => [
    `${id}: ${words}${isOptional ? ' (optional)' : ''}`,
    `  ${consent}, ${grantedIn.length === 0 ? 'not granted' : `granted in ${grantedIn.join(', ')}`}: "${reason}"`,
  ])
}

function stagedLines({ plugin, staged }: PluginDetails): string[] {
  if (staged === null) return []
  return [
    '',
    `${plugin.stagedVersion} waits; accept it with plugin:update ${plugin.id} --accept:`,
    ...staged.added.map(({ id, reason }) => `  + ${id}: "${visible(reason)}"`),
    ...staged.widened.map(({ before, after }) => `  ~ ${before.id} becomes ${after.id}`),
    ...staged.removed.map(({ id }) => `  - ${id}`),
  ]
}

function versionLines({ plugin, versions }: PluginDetails): string[] {
  const rows = versions.map((one) => [
    one.version,
    one.contentHash.slice(0, 12),
    one.level,
    one.keyId ?? '',
    day(one.installedAtMs),
    one.contentHash === plugin.activeHash
      ? 'active'
      : one.contentHash === plugin.stagedHash
        ? 'waits'
        : '',
  ])
  return formatTable(VERSION_COLUMNS, rows)
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
