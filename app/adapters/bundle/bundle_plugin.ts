import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BuildOptions, BuildResult, Metafile } from 'esbuild'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { BundleFailure, PluginBundle, PluginBundler } from '#ports/plugin_bundler.js'
import { BundleCache, type StoredBundle } from './bundle_cache.js'
import { defaultExportMissing, failed, fromEsbuild } from './bundle_failure.js'
import { isInside } from './inside.js'
import { ImportChain, pluginImports, STDIN } from './plugin_imports.js'
import { INPUT_BYTES_MAX, tooLarge } from './own_sources.js'
import { hashSources, SourceTreeTooLarge, SourceTreeUnreadable } from './source_tree.js'

/** Raised when the options below change what comes out. */
const RECIPE = 'plugin-3'
const ENTRY = 'src/index.ts'
const CODE_BYTES_MAX = 2_000_000
/** Longest time of one build, in ms. */
const BUILD_MS_MAX = 30_000

/** Where the parts of the platform lie. */
export interface BundlerPlaces {
  /** Absolute path of the checkout (or of the installed platform). */
  readonly root: string
  /** Absolute path of the folder in which bundles are kept. */
  readonly cacheFolder: string
}

/** Bundles plugins with esbuild; unchanged folders are answered without starting it. */
export class EsbuildPluginBundler implements PluginBundler {
  readonly #root: string
  readonly #cache: BundleCache

  constructor(places: BundlerPlaces) {
    this.#root = realpathSync(places.root)
    this.#cache = new BundleCache(places.cacheFolder)
  }

  async bundlePlugin(given: string): Promise<Result<PluginBundle, BundleFailure>> {
    if (!existsSync(given) || !statSync(given).isDirectory()) {
      return err(failed('folder_missing', `there is no plugin folder ${given}`))
    }
    const folder = realpathSync(given)
    const entryFault = faultOfEntry(folder)
    if (entryFault !== null) return err(entryFault)
    try {
      const key = this.#keyOf(folder)
      const kept = this.#cache.find(key)
      if (kept !== null) return ok(asBundle(kept, true))
      return await this.#build(folder, key)
    } catch (error) {
      if (error instanceof SourceTreeTooLarge) return err(failed('too_large', error.message))
      if (error instanceof SourceTreeUnreadable) return err(failed('build_failed', error.message))
      const { code, path } = error as NodeJS.ErrnoException
      if (path !== undefined) return err(failed('build_failed', `${path} cannot be used (${code})`))
      throw error
    }
  }

  #keyOf(folder: string): string {
    const sdk = join(this.#root, 'plugins/sdk')
    const kernel = join(this.#root, 'app/kernel')
    const lock = join(this.#root, 'package-lock.json')
    const size = existsSync(lock) ? `${statSync(lock).size}:${statSync(lock).mtimeMs}` : ''
    return hashSources([folder, sdk, kernel], [RECIPE, folder, size])
  }

  async #build(folder: string, key: string): Promise<Result<PluginBundle, BundleFailure>> {
    const chain = new ImportChain()
    const options = this.#optionsFor(folder, chain)
    let result: BuildResult<{ metafile: true; write: false }>
    try {
      result = await buildInTime({ ...options, metafile: true, write: false })
    } catch (error) {
      const errors = (error as { errors?: BuildResult['errors'] }).errors
      // What is built is the author's; a bundler that broke off did so over that.
      if (errors === undefined) return err(failed('build_failed', BROKE_OFF))
      return err(fromEsbuild(errors, { folder, workingDir: this.#root, chain }))
    }
    const fault = faultOfModule(result.metafile) ?? faultOfOutput(result.metafile)
    if (fault !== null) return err(fault)
    const code = textOf(result, '.js')
    if (code.includes('__async(')) {
      return err(await this.#findAsync(options, { folder, chain }))
    }
    return ok(asBundle(this.#cache.keep(key, code, textOf(result, '.js.map')), false))
  }

  #optionsFor(folder: string, chain: ImportChain): BuildOptions {
    return {
      absWorkingDir: this.#root,
      // Asking for the default export by name makes its absence an error of the bundler.
      stdin: {
        contents: `export { default } from './${ENTRY}'`,
        resolveDir: folder,
        sourcefile: STDIN,
      },
      outfile: join(folder, 'plugin.js'),
      bundle: true,
      format: 'iife',
      globalName: '__plugin',
      platform: 'neutral',
      target: 'es2023',
      mainFields: ['module', 'main'],
      conditions: ['worker', 'import'],
      charset: 'ascii',
      // Also drops the comments that name folders, so that the hash does not depend on where they lie.
      minifyWhitespace: true,
      legalComments: 'none',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      // Settings of the author's own folder must not reach the bundler.
      tsconfigRaw: { compilerOptions: { target: 'es2023', useDefineForClassFields: true } },
      // Async code becomes a call of `__async`, by which it is found and refused.
      supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
      plugins: [
        pluginImports({
          folder,
          sdkFolder: join(this.#root, 'plugins/sdk'),
          sdkMayImport: [join(this.#root, 'app/kernel'), join(this.#root, 'node_modules')],
          chain,
        }),
      ],
    }
  }

  /** Builds once more for a target without generators, so that esbuild names the async function. */
  async #findAsync(
    options: BuildOptions,
    from: { folder: string; chain: ImportChain }
  ): Promise<BundleFailure> {
    const { build } = await import('esbuild')
    const supported = { 'async-await': false, 'generator': false }
    try {
      await build({ ...options, supported, write: false })
    } catch (error) {
      const { errors } = error as { errors: BuildResult['errors'] }
      const about = errors.filter((message) => message.text.includes('async'))
      return fromEsbuild(about, { ...from, workingDir: this.#root })
    }
    return failed('async_forbidden', 'async code is not available: a strategy answers at once')
  }
}

function faultOfEntry(folder: string): BundleFailure | null {
  const entry = join(folder, ENTRY)
  if (!existsSync(entry)) {
    return failed('entry_missing', `${ENTRY} is missing in ${folder}; a plugin begins there`)
  }
  if (!isInside(realpathSync(entry), folder)) {
    return failed('import_forbidden', `${ENTRY} is a link that leads outside the plugin's folder`)
  }
  if (!lstatSync(realpathSync(entry)).isFile()) {
    return failed('entry_missing', `${ENTRY} is not a file; a plugin begins there`)
  }
  return null
}

const BROKE_OFF = `the bundler broke off: the sources take longer than ${BUILD_MS_MAX / 1000} s, or are nested too deep`

/** Builds, but not for ever: sources can be written that keep a bundler busy. */
async function buildInTime<T extends BuildOptions>(options: T): Promise<BuildResult<T>> {
  const { build, stop } = await import('esbuild')
  const deadline = setTimeout(() => void stop(), BUILD_MS_MAX)
  try {
    return await build<T>(options as Parameters<typeof build<T>>[0])
  } finally {
    clearTimeout(deadline)
  }
}

/** An entry without any export is no error to the bundler, which takes it for a module of old. */
function faultOfModule({ inputs }: Metafile): BundleFailure | null {
  const first = Object.entries(inputs).find(([path]) => path.endsWith(STDIN))?.[1].imports[0]
  return inputs[first?.path ?? '']?.format === 'esm' ? null : defaultExportMissing()
}

function faultOfOutput(metafile: Metafile): BundleFailure | null {
  const inputBytes = Object.values(metafile.inputs).reduce((sum, input) => sum + input.bytes, 0)
  if (inputBytes > INPUT_BYTES_MAX) {
    return failed('too_large', tooLarge(inputBytes))
  }
  const output = Object.entries(metafile.outputs).find(([path]) => path.endsWith('.js'))?.[1]
  if (output === undefined) return failed('build_failed', 'the bundler gave no script')
  if (output.bytes > CODE_BYTES_MAX) {
    return failed(
      'too_large',
      `its bundle has ${output.bytes} bytes; ${CODE_BYTES_MAX} are allowed`
    )
  }
  return null
}

function textOf(result: BuildResult<{ write: false }>, ending: string): string {
  return result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? ''
}

function asBundle(stored: StoredBundle, fromCache: boolean): PluginBundle {
  const { code, sha256, sourceMapPath } = stored
  return { code, sha256, sourceMapPath, bytes: Buffer.byteLength(code), fromCache }
}
