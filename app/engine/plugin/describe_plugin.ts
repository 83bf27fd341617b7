import { formatTable } from '#engine/text_table.js'
import type { ListedPlugin } from './list_plugins.js'
import type { Manifest } from './manifest.js'
import { manifestFaultLines } from './read_manifest.js'
import { rangeText } from './resolve_parameters.js'

const COLUMNS = [
  { title: 'Parameter' },
  { title: 'Default', isNumber: true },
  { title: 'Range' },
  { title: 'Meaning' },
]

/** A plugin as lines for a terminal: what it does, and a table of its parameters. */
export function describePlugin(plugin: ListedPlugin): string[] {
  if (plugin.manifest === null) {
    const faults = manifestFaultLines(plugin.faults).map((line) => `  ${line}`)
    return [`${plugin.name} cannot be used (${plugin.path}):`, ...faults]
  }
  const { version, kind, description } = plugin.manifest
  const head = `${plugin.name} ${version} (${kind})`
  return [head, `  ${description}`, ...parameterLines(plugin.manifest).map((line) => `  ${line}`)]
}

/** The parameters of a plugin as a table. */
export function parameterLines({ parameters }: Pick<Manifest, 'parameters'>): string[] {
  const rows = Object.entries(parameters).map(([name, declaration]) => [
    name,
    String(declaration.default),
    rangeText(declaration),
    declaration.label ?? '',
  ])
  return rows.length === 0 ? ['no parameters'] : formatTable(COLUMNS, rows)
}
