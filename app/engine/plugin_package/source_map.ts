import { resolve } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import { textFault } from '#engine/plugin/field_reader.js'
import type { PackageFault } from '#ports/plugin_package.js'

/** Path of the source map of a package. */
export const MAP_FILE = 'dist/plugin.js.map'

const SOURCES_MAX = 2000
// A map has a handful of lists; with sources in it their brackets count too. Millions would take long to read.
const NESTS_MAX = 100_000
// Places of what is bundled besides the plugin's own files, and what they are called in a map.
const PLACES = [
  [/^.*\/plugins\/sdk\//, '@aq-trading/sdk/'],
  [/^.*\/app\/kernel\//, 'aq-kernel/'],
  [/^.*\/node_modules\//, 'node_modules/'],
] as const

/**
 * A bundle's source map with names that are the same wherever plugin and platform lie: the plugin's own
 * files keep theirs (`src/index.ts`), all else is named after where it belongs. `folder` is the real path
 * of the plugin's folder, from which the map's names lead on.
 */
export function portableSourceMap(text: string, folder: string): Uint8Array {
  const map = JSON.parse(text) as { sources: string[] }
  const sources = map.sources.map((source) =>
    source.startsWith('../') ? portableName(resolve(folder, source).replaceAll('\\', '/')) : source
  )
  return Buffer.from(`${JSON.stringify({ ...map, sources })}\n`, 'utf8')
}

function portableName(path: string): string {
  for (const [place, name] of PLACES) {
    if (place.test(path)) return path.replace(place, name)
  }
  return `outside/${path.split('/').at(-1)}`
}

/** What is wrong with a package's source map, whose file names are shown with errors. */
export function sourceMapFaults(bytes: Uint8Array): PackageFault[] {
  const read = readSources(Buffer.from(bytes).toString('utf8'))
  if (read.ok) return []
  return [{ code: 'files_mismatch', where: MAP_FILE, message: read.failure }]
}

function readSources(text: string): Result<void, string> {
  let map: unknown
  if (nestsMoreThan(NESTS_MAX, text)) return err(`holds more than ${NESTS_MAX} lists and objects`)
  try {
    map = JSON.parse(text)
  } catch {
    return err('is not JSON, or nested too deep')
  }
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return err('is no source map')
  const { version, sources, mappings } = map as Record<string, unknown>
  if (version !== 3 || typeof mappings !== 'string' || !Array.isArray(sources)) {
    return err('must be a source map of version 3 with sources and mappings')
  }
  if (sources.length > SOURCES_MAX) return err(`names more than ${SOURCES_MAX} sources`)
  for (const source of sources) {
    const fault = textFault(source, 300)
    if (fault !== null) return err(`names a source that ${fault}`)
  }
  return ok(undefined)
}

function nestsMoreThan(most: number, text: string): boolean {
  let count = 0
  for (const mark of '[{') {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
      count += 1
      if (count > most) return true
    }
  }
  return false
}
