import { realpathSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { extname, relative, sep } from 'node:path'
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import { isInside } from './inside.js'
import { loadOwnSources } from './own_sources.js'
import { SKIPPED } from './source_tree.js'

/** Name of the bundler's own first line, which asks for a plugin's default export. */
export const STDIN = 'aq-entry'
/** The package that plugins import, besides their own files. */
const SDK = '@aq-trading/sdk'
/** Kinds of files a plugin may be made of. */
const ENDINGS = new Set(['.ts', '.js', '.mts', '.mjs', '.json'])

/** Which way led to each module, for messages that name the chain of imports. */
export class ImportChain {
  readonly #importer = new Map<string, string>()

  /** Notes the first file that imported `path`. */
  note(path: string, importer: string): void {
    if (!this.#importer.has(path)) this.#importer.set(path, importer)
  }

  /** Files from the entry to `path`. */
  to(path: string): string[] {
    const chain = [path]
    for (let at = this.#importer.get(path); at !== undefined; at = this.#importer.get(at)) {
      if (chain.includes(at)) break
      chain.unshift(at)
    }
    return chain
  }
}

/** Folders from which modules may come. */
export interface ImportRules {
  /** The plugin's own folder, resolved. */
  readonly folder: string
  /** Folder of the SDK's package. */
  readonly sdkFolder: string
  /** Trusted folders that the SDK may import from: the kernel, installed packages. */
  readonly sdkMayImport: readonly string[]
  readonly chain: ImportChain
}

/**
 * Lets a plugin import the SDK and files of its own folder, and nothing else.
 *
 * Errors of resolution carry a text from `refusal` as their `pluginData`-free message; esbuild adds
 * the place of the import.
 */
export function pluginImports(rules: ImportRules): Plugin {
  return {
    name: 'plugin-imports',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => resolveImport(build, args, rules))
      loadOwnSources(build, rules.folder)
    },
  }
}

async function resolveImport(
  build: PluginBuild,
  args: OnResolveArgs,
  rules: ImportRules
): Promise<OnResolveResult | undefined> {
  if (args.kind === 'entry-point' || args.pluginData === RESOLVING) return undefined
  const isEntry = args.namespace === '' || args.importer.endsWith(STDIN)
  const fromPlugin =
    isEntry || (isInside(args.importer, rules.folder) && !isInside(args.importer, rules.sdkFolder))
  const path = args.path
  if (isBuiltin(path)) {
    return refusal(`forbidden: "${path}" belongs to Node and is not there in the sandbox`)
  }
  if (fromPlugin) {
    if (
      args.kind === 'dynamic-import' ||
      args.kind === 'require-call' ||
      args.kind === 'require-resolve'
    ) {
      return refusal(
        `forbidden: "${path}" is loaded at run time; use a plain import at the head of the file`
      )
    }
    const isSdk = path === SDK || path.startsWith(`${SDK}/`)
    const isOwn = path.startsWith('./') || path.startsWith('../')
    if (!isSdk && !isOwn) {
      return refusal(`forbidden: "${path}" is neither ${SDK} nor a file of the plugin's own folder`)
    }
    if (isSdk) return follow(build, args, rules, rules.sdkFolder)
  }
  return follow(build, args, rules, args.resolveDir)
}

/** Marks a resolution that this file itself asked for. */
const RESOLVING = { resolving: true }

async function follow(
  build: PluginBuild,
  args: OnResolveArgs,
  rules: ImportRules,
  resolveDir: string
): Promise<OnResolveResult> {
  const found = await build.resolve(args.path, {
    kind: 'import-statement',
    importer: args.importer,
    resolveDir,
    pluginData: RESOLVING,
    with: args.with,
  })
  if (found.errors.length > 0) return refusal(`missing: "${args.path}" was not found`)
  const path = realpathSync(found.path)
  rules.chain.note(path, args.importer)
  if (isInside(args.importer, rules.folder) && isInside(path, rules.folder)) {
    const skipped = relative(rules.folder, path)
      .split(sep)
      .find((name) => SKIPPED.has(name))
    if (skipped !== undefined) {
      return refusal(`forbidden: "${args.path}" leads into ${skipped}, which holds no sources`)
    }
    if (!statSync(path).isFile()) return refusal(`missing: "${args.path}" is not a file`)
    if (!ENDINGS.has(extname(path))) {
      return refusal(`forbidden: "${args.path}" is not TypeScript, JavaScript or JSON`)
    }
    return { path, sideEffects: found.sideEffects }
  }
  const trusted = [rules.sdkFolder, ...rules.sdkMayImport]
  const asksSdk = args.path === SDK || args.path.startsWith(`${SDK}/`)
  const isTrusted = asksSdk || !isInside(args.importer, rules.folder)
  if (isTrusted && trusted.some((folder) => isInside(path, folder))) {
    return { path, sideEffects: found.sideEffects }
  }
  return refusal(`forbidden: "${args.path}" leads outside the plugin's folder`)
}

function refusal(text: string): OnResolveResult {
  return { errors: [{ text }] }
}
