import { mkdirSync, readdirSync, renameSync, rmSync, existsSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hashSources } from './source_tree.js'

/** Raised when the options below change what comes out. */
const RECIPE = 'platform-1'
/** Source folders that can be part of a module of the platform. */
const SOURCES = ['app/kernel', 'app/ports', 'app/engine', 'app/adapters', 'providers']

/**
 * Loads a TypeScript module of the platform, in a checkout as one translated file that is kept by the
 * hash of its sources.
 *
 * Translating and linking hundreds of files one by one costs a command most of a second, and code that
 * was linked into one file runs faster. Where the file cannot be kept, or in a build (which holds no
 * TypeScript), `plain` imports the module as it is.
 */
export async function loadPlatformModule<T>(
  root: string,
  entry: string,
  plain: () => Promise<T>
): Promise<T> {
  if (!existsSync(join(root, entry))) return plain()
  const folder = join(root, 'node_modules/.cache/aq-trading')
  const key = hashSources(
    SOURCES.map((source) => join(root, source)),
    [RECIPE, root, entry]
  ).slice(0, 32)
  const name = basename(entry, '.ts')
  const path = join(folder, `${name}-${key}.mjs`)
  if (!existsSync(path)) {
    try {
      await build(root, entry, path)
    } catch (error) {
      // A read-only installation keeps nothing; a fault in the sources shows better when they are imported.
      if (existsSync(path)) rmSync(path)
      return plain().catch(() => Promise.reject(error))
    }
    forgetOthers(folder, name, path)
  }
  return (await import(pathToFileURL(path).href)) as T
}

async function build(root: string, entry: string, path: string): Promise<void> {
  const esbuild = await import('esbuild')
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
    // Files beside a source are found from the source's place, not from the kept file's.
    define: {
      'import.meta.url': JSON.stringify(
        pathToFileURL(join(root, 'app/engine/report/bundled.ts')).href
      ),
    },
    tsconfigRaw: {
      compilerOptions: { experimentalDecorators: true, useDefineForClassFields: true },
    },
  })
  mkdirSync(join(path, '..'), { recursive: true })
  const draft = `${path}.${process.pid}.part`
  writeFileSync(draft, result.outputFiles[0]?.text ?? '')
  renameSync(draft, path)
}

/** Removes what earlier sources of the same entry left behind. */
function forgetOthers(folder: string, name: string, path: string): void {
  for (const file of readdirSync(folder)) {
    const other = join(folder, file)
    const isOfEntry = file.startsWith(`${name}-`) && file.endsWith('.mjs')
    if (isOfEntry && other !== path) rmSync(other, { force: true })
  }
}
