import { relative } from 'node:path'
import type { Message } from 'esbuild'
import type { BundleFailure } from '#ports/plugin_bundler.js'
import type { SourceLocation } from '#ports/sandbox.js'
import { isInside } from './inside.js'
import { STDIN, type ImportChain } from './plugin_imports.js'

/** A failure without a place. */
export function failed(type: BundleFailure['type'], message: string): BundleFailure {
  return { type, location: null, message, importChain: [] }
}

/** The entry exports nothing that could be a plugin. */
export function defaultExportMissing(): BundleFailure {
  const location = { file: 'src/index.ts', line: 1, column: 1 }
  return failedAt('default_export_missing', location, NO_DEFAULT)
}

/** A failure at a place of the plugin's own files: `src/index.ts:3:21: ...`. */
export function failedAt(
  type: BundleFailure['type'],
  location: SourceLocation,
  text: string,
  importChain: readonly string[] = []
): BundleFailure {
  const { file, line, column } = location
  const via = importChain.length > 2 ? ` (imported by ${importChain.join(' -> ')})` : ''
  return { type, location, message: `${file}:${line}:${column}: ${text}${via}`, importChain }
}

/** What esbuild's first error means for the author of the plugin in `folder`. */
export function fromEsbuild(
  errors: readonly Message[],
  from: { folder: string; workingDir: string; chain: ImportChain }
): BundleFailure {
  const [error] = errors
  if (error === undefined) return failed('build_failed', 'the bundler failed without saying why')
  const text = withoutPrefix(error.text)
  if (/No matching export in ".*" for import "default"/.test(error.text) && isEntry(error)) {
    return defaultExportMissing()
  }
  const place = error.location
  if (place === null) return failed(typeOf(error.text), text)
  const absolute = `${from.workingDir}/${place.file}`
  const shown = (path: string) =>
    isInside(path, from.folder) ? relative(from.folder, path) : relative(from.workingDir, path)
  const location = { file: shown(absolute), line: place.line, column: place.column + 1 }
  return failedAt(
    typeOf(error.text),
    location,
    text,
    from.chain
      .to(absolute)
      .filter((path) => !path.endsWith(STDIN))
      .map(shown)
  )
}

const NO_DEFAULT =
  'there is no default export; end the file with "export default defineStrategy(...)"'

/** Whether the bundler's own first line is meant, which asks for the plugin's default export. */
function isEntry(error: Message): boolean {
  return error.location?.file.endsWith(STDIN) === true
}

function typeOf(text: string): BundleFailure['type'] {
  if (text.startsWith('forbidden: ')) return 'import_forbidden'
  if (text.startsWith('missing: ')) return 'module_missing'
  if (text.startsWith('too large: ')) return 'too_large'
  if (text.includes('No matching export')) return 'module_missing'
  if (/async|await/i.test(text) && /not (yet )?(supported|available)/.test(text)) {
    return 'async_forbidden'
  }
  return 'syntax_error'
}

function withoutPrefix(text: string): string {
  const plain = text.replace(/^(forbidden|missing|too large): /, '')
  return typeOf(text) === 'async_forbidden'
    ? 'async code is not available: a strategy answers at once'
    : plain
}
