import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { buildPackage } from '#engine/plugin_package/build_package.js'
import { LIST_FILE } from '#engine/plugin_package/file_list.js'
import { SIGNATURE_FILE } from '#engine/plugin_package/content_hash.js'
import { generateKey, signatureFile, signBytes } from '#engine/plugin_package/signature.js'
import { indexFolder } from '#engine/plugin_registry/index_folder.js'
import { signIndex } from '#engine/plugin_registry/sign_index.js'
import { ROOT } from './data_folder.js'
import { SmallServer } from './small_server.js'

/** A version of a strategy that trades: the example `momentum` under another name. */
export interface RegistryPlugin {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description?: string
  /** Ids beside those of the example, with `?` behind the optional ones. */
  readonly permissions?: readonly string[]
  readonly readme?: string
  /** Further fields of the manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>
  /** `src/index.ts` in place of the example's. */
  readonly code?: string
}

const LIFE_MS = 86_400_000

/** A signed registry of plugins on this machine, made by the code that makes real ones. */
export class PluginRegistry {
  /** Who publishes the plugins, and who signs the index. */
  readonly author = generateKey()
  readonly keeper = generateKey()
  readonly #folder = mkdtempSync(join(tmpdir(), 'aq-plugins-'))
  #server!: SmallServer

  /** Starts one without plugins; it can be followed once something is published. */
  static async start(): Promise<PluginRegistry> {
    const registry = new PluginRegistry()
    mkdirSync(join(registry.#folder, 'site'))
    registry.#server = await SmallServer.start(({ url }, answer) => {
      try {
        answer.end(readFileSync(join(registry.#folder, 'site', (url ?? '').slice(1))))
      } catch {
        answer.writeHead(404).end()
      }
    })
    return registry
  }

  /** Address to follow. */
  get address(): string {
    return this.#server.address.replace(/\/$/, '')
  }

  /** Builds and signs a version, and signs the index anew. */
  async publish(plugin: RegistryPlugin): Promise<void> {
    const site = join(this.#folder, 'site')
    writeFileSync(join(site, `${plugin.id}-${plugin.version}.tgz`), await this.archive(plugin))
    const made = await indexFolder(
      site,
      { name: 'Our plugins' },
      { archive: tarPackageArchive, now: Date.now }
    )
    if (!made.ok) throw new Error(made.failure.join('\n'))
    const signed = signIndex({
      text: readFileSync(made.value.path, 'utf8'),
      sequence: 'auto',
      lifeMs: LIFE_MS,
      privateKey: this.keeper.privateKey,
      nowMs: Date.now(),
    })
    if (!signed.ok) throw new Error(signed.failure)
    writeFileSync(`${made.value.path}.sig`, signed.value.signature)
    writeFileSync(made.value.path, signed.value.index)
  }

  /** The signed archive of a version, for a registry of another kind. */
  async archive(plugin: RegistryPlugin): Promise<Uint8Array> {
    const folder = join(this.#folder, `${plugin.id}-${plugin.version}`)
    writePlugin(folder, plugin)
    const bundler = new EsbuildPluginBundler({
      root: ROOT,
      cacheFolder: join(this.#folder, 'cache'),
    })
    const built = await buildPackage(folder, { bundler })
    if (!built.ok) throw new Error(built.failure.message)
    const files = new Map(built.value.files)
    const signed = signBytes(files.get(LIST_FILE) as Uint8Array, this.author.privateKey)
    if (!signed.ok) throw new Error(signed.failure)
    files.set(SIGNATURE_FILE, signatureFile(signed.value))
    return tarPackageArchive.pack(files)
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    await this.#server.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function writePlugin(folder: string, plugin: RegistryPlugin): void {
  const example = join(ROOT, 'plugins/examples/momentum')
  cpSync(join(example, 'src'), join(folder, 'src'), { recursive: true })
  const manifest = JSON.parse(readFileSync(join(example, 'aq-plugin.json'), 'utf8')) as {
    description: string
    permissions: object[]
  }
  const more = (plugin.permissions ?? []).map((one) => ({
    id: one.replace(/\?$/, ''),
    reason: `Shows "${plugin.name}" what it needs.`,
    ...(one.endsWith('?') ? { optional: true } : {}),
  }))
  const { id, name, version, description = manifest.description, code } = plugin
  const publisher = { id: 'northlake', name: 'Northlake Research' }
  const changed = { ...manifest, id, name, version, description, publisher, ...plugin.manifest }
  const permissions = [...manifest.permissions, ...more]
  writeFileSync(join(folder, 'aq-plugin.json'), JSON.stringify({ ...changed, permissions }))
  if (code !== undefined) writeFileSync(join(folder, 'src/index.ts'), code)
  if (plugin.readme !== undefined) writeFileSync(join(folder, 'README.md'), plugin.readme)
}
