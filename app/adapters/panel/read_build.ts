import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { BuiltPanel, PanelFile } from '#ports/panel.js'
import { panelPolicy } from './panel_policy.js'

const pack = promisify(gzip)

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}
const PACKABLE = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt'])

/** The page that a static build makes for addresses it does not know. */
export const PAGE = '200.html'
/** Names below this folder carry a hash of their content. */
const HASHED = '/_nuxt/'

/**
 * Reads a whole build into memory: what is sent later is found by its exact name among these, so no address
 * leads anywhere else on the disk. Throws where the folder has no page.
 */
export async function readBuild(folder: string): Promise<BuiltPanel> {
  const files = new Map<string, PanelFile>()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const type = TYPES[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const address = `/${relative(folder, path).split(sep).join('/')}`
    files.set(address, await fileOf(await readFile(path), address, type))
  }
  const page = files.get(`/${PAGE}`)
  if (page === undefined) throw new Error(`the panel's build in ${folder} has no ${PAGE}`)
  const policy = panelPolicy(page.bytes.toString('utf8'))
  return { page, policy, file: (path) => files.get(path) }
}

async function fileOf(bytes: Buffer, address: string, type: string): Promise<PanelFile> {
  const packed = PACKABLE.has(extname(address)) ? await pack(bytes, { level: 9 }) : null
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 27)
  return {
    bytes,
    packed: packed !== null && packed.length < bytes.length ? packed : null,
    type,
    etag: `"${digest}"`,
    isImmutable: address.startsWith(HASHED) && !address.startsWith(`${HASHED}builds/`),
  }
}
