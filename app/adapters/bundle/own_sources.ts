import { readFile, stat } from 'node:fs/promises'
import type { OnLoadArgs, OnLoadResult, PluginBuild } from 'esbuild'
import { isInside } from './inside.js'

/** Most bytes that are read of a plugin's own files. */
export const INPUT_BYTES_MAX = 8_000_000
/** Brackets in brackets; the bundler's stack ends after some hundred thousand. */
const NESTING_MAX = 5_000
/** Names a file beside the source that the bundler would read, wherever it lies. */
const MAP_COMMENT = /(\/[/*][#@] *sourceMapping)URL=/g

/**
 * Reads the plugin's own files in place of the bundler: files alone, of a bounded size and depth, and
 * without the source maps that their comments name.
 */
export function loadOwnSources(build: PluginBuild, folder: string): void {
  build.onLoad({ filter: /.*/, namespace: 'file' }, (args) =>
    isInside(args.path, folder) ? load(args) : undefined
  )
}

async function load({ path }: OnLoadArgs): Promise<OnLoadResult> {
  const about = await stat(path)
  if (!about.isFile()) return { errors: [{ text: `missing: "${path}" is not a file` }] }
  if (about.size > INPUT_BYTES_MAX) {
    return { errors: [{ text: `too large: ${tooLarge(about.size)}` }] }
  }
  const contents = await readFile(path, 'utf8')
  if (depthOf(contents) > NESTING_MAX) {
    const text = `its brackets are nested more than ${NESTING_MAX} deep`
    return { errors: [{ text, location: { file: path, line: 1, column: 0 } }] }
  }
  return { contents: contents.replace(MAP_COMMENT, '$1='), loader: 'default' }
}

/** Says that a plugin's sources are too large. */
export function tooLarge(bytes: number): string {
  return `its sources have ${bytes} bytes; ${INPUT_BYTES_MAX} are allowed`
}

/** How deep brackets lie in brackets, at most; those in texts and comments count too. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        depth += 1
        if (depth > deepest) deepest = depth
        break
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
        if (depth > 0) depth -= 1
    }
  }
  return deepest
}
