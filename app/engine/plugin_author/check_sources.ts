import { relative } from 'node:path'
import type { Manifest } from '#engine/plugin/manifest.js'
import { manifestFaultLines, readManifest } from '#engine/plugin/read_manifest.js'
import { visible } from '#engine/plugin/visible.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginBundler } from '#ports/plugin_bundler.js'
import type { PluginTypeChecker, TypeFault } from '#ports/plugin_type_checker.js'

/** What checking a plugin's sources needs of the outside. */
export interface SourceCheckPorts {
  readonly bundler: PluginBundler
  readonly typeChecker: PluginTypeChecker
}

/**
 * Reads the manifest, bundles the code and checks its types. All that is wrong comes as lines for a
 * person, each beginning with the place as an editor takes it: `plugins/examples/x/src/index.ts:3:5`,
 * relative to `workingFolder`. Names of files may hold anything, and come as `visible` writes them.
 */
export async function checkSources(
  folder: string,
  workingFolder: string,
  { bundler, typeChecker }: SourceCheckPorts,
  signal?: AbortSignal
): Promise<Result<Manifest, readonly string[]>> {
  const before = `${relative(workingFolder, folder) || '.'}/`
  const manifest = await readManifest(folder)
  if (!manifest.ok) return err(manifestFaultLines(manifest.failure).map((line) => before + line))
  const [bundle, types] = await Promise.all([
    bundler.bundlePlugin(folder),
    typeChecker.checkPluginTypes(folder, signal),
  ])
  const lines: string[] = []
  if (!bundle.ok) {
    const { location, message } = bundle.failure
    lines.push(visible(location === null ? message : before + message))
  }
  // What both tell, the bundler tells shorter.
  const isTold = !bundle.ok && TOLD_BY_BUNDLER.has(bundle.failure.type)
  if (!types.ok && !isTold) lines.push(...types.failure.map((fault) => faultLine(fault, before)))
  return lines.length === 0 ? ok(manifest.value) : err(lines)
}

const TOLD_BY_BUNDLER: ReadonlySet<string> = new Set([
  'folder_missing',
  'entry_missing',
  'syntax_error',
])

/** `src/index.ts:3:5: message (TS2304)`, and what to use instead on a line of its own. */
function faultLine(fault: TypeFault, before: string): string {
  const hint = fault.hint === null ? '' : `\n    ${fault.hint}`
  if (fault.file === '') return `${visible(fault.message)}${hint}`
  const code = fault.code.startsWith('TS') ? ` (${fault.code})` : ''
  const place = `${before}${fault.file}:${fault.line}:${fault.column}`
  return `${visible(`${place}: ${fault.message}`)}${code}${hint}`
}
