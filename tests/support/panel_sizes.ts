import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ROOT } from './data_folder.js'

const BUILD = join(ROOT, 'frontend', '.output', 'public')
const FOLDER = join(BUILD, '_nuxt')

/** What a browser is sent of the panel at most, KB of gzip; fonts are packed as they are. */
export const PANEL_SIZES_MAX = { entry: 160, route: 260, chunk: 120, css: 12, fonts: 60 } as const

/** Sizes of the built panel, KB of 1,000 bytes as they are sent. */
export interface PanelSizes {
  /** Scripts that every page begins with. */
  readonly entry: number
  /** Of each page by its address: the entry, the frame, the English texts, and the page's own scripts. */
  readonly routes: ReadonlyMap<string, number>
  /** The largest script of all. */
  readonly chunk: number
  /** The entry's styles; a page adds the few of its parts. */
  readonly css: number
  /** The font file for Latin letters, the only one that English and Chinese pages load. */
  readonly fonts: number
}

/**
 * Reads the sizes off the build: which script imports which, by their texts. Throws where the build does not look
 * as it is known here. What a page brings only once it is open, a chart's library, is not in its size.
 */
export function readPanelSizes(): PanelSizes {
  const names = readdirSync(FOLDER)
  const page = readFileSync(join(BUILD, '200.html'), 'utf8')
  const entry = closure(all(page, /<script type="module" src="\/_nuxt\/([\w-]+\.js)"/g))
  const [first] = entry
  if (first === undefined) throw new Error('the page of the build names no script')
  const main = textOf(first)
  const frame = all(main, /\{default:(?!\w+\}=).{0,40}?import\([`"']\.\/([\w-]+\.js)/g)
  const texts = [...entry].flatMap((name) =>
    all(textOf(name), /\{en:\(\)=>.{0,20}?import\([`"']\.\/([\w-]+\.js)/g)
  )
  if (frame.length !== 1 || texts.length !== 1) throw new Error('frame or texts are not found')
  const routes = new Map<string, number>()
  const PAGE =
    /path:[`"'](\/[^`"']*)[`"'],(?:meta:.{0,40}?,)?component:.{0,20}?import\([`"']\.\/([\w-]+\.js)/g
  for (const [, path, script] of main.matchAll(PAGE)) {
    routes.set(path!, sizeOf(closure([...entry, ...frame, ...texts, script!])))
  }
  return {
    entry: sizeOf(entry),
    routes,
    chunk: Math.max(...names.filter((name) => name.endsWith('.js')).map((name) => packed(name))),
    css: sizeOf(new Set(all(page, /rel="stylesheet" href="\/_nuxt\/([\w.-]+\.css)"/g))),
    fonts: sizeOf(new Set(names.filter((name) => /-latin-wght-.*\.woff2$/.test(name)))),
  }
}

/** Scripts with all that they import at once. */
function closure(names: readonly string[], known = new Set<string>()): Set<string> {
  for (const name of names) {
    if (known.has(name)) continue
    known.add(name)
    closure(all(textOf(name), /(?:\bfrom|\bimport)\s*[`"']\.\/([\w-]+\.js)[`"']/g), known)
  }
  return known
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name!)
}

function textOf(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8')
}

function sizeOf(names: ReadonlySet<string>): number {
  return [...names].reduce((sum, name) => sum + packed(name), 0)
}

function packed(name: string): number {
  const bytes = readFileSync(join(FOLDER, name))
  return (name.endsWith('.woff2') ? bytes : gzipSync(bytes, { level: 9 })).length / 1_000
}
