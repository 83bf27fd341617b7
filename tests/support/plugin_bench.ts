import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { installPlugin } from '#engine/plugin_install/install_plugin.js'
import type { InstallObserver, InstallRequest } from '#engine/plugin_install/install_request.js'
import { verifyPlugins } from '#engine/plugin_install/verify_plugins.js'
import { fileListOf, LIST_FILE } from '#engine/plugin_package/file_list.js'
import { SIGNATURE_FILE } from '#engine/plugin_package/content_hash.js'
import { signatureFile, signBytes } from '#engine/plugin_package/signature.js'
import type { GeneratedKey } from '#engine/plugin_package/signing_key.js'
import type { PackageFile, PackageFiles } from '#ports/plugin_package.js'
import { createPluginPorts } from '#providers/plugin_runtime.js'
import { DataFolder, ROOT } from './data_folder.js'

/** A package to make; what is left out is sound. */
export interface PackageTerms {
  readonly id?: string
  readonly version?: string
  readonly kind?: string
  /** Ids, with `?` behind the optional ones. */
  readonly permissions?: readonly string[]
  readonly publisher?: string
  readonly key?: GeneratedKey
  /** Goes into the code, so that the bytes differ. */
  readonly mark?: string
  readonly engines?: { readonly aq: string; readonly sdk: number }
  readonly readme?: string
}

/** The files of a small package that installs. */
export function packageFiles(terms: PackageTerms = {}): PackageFiles {
  const { id = 'trend_rider', version = '1.0.0', kind = 'strategy', mark = '' } = terms
  const permissions = (terms.permissions ?? ['orders:signal']).map((one) => ({
    id: one.replace(/\?$/, ''),
    reason: 'It needs this to work as described.',
    ...(one.endsWith('?') ? { optional: true } : {}),
  }))
  const manifest = {
    manifestVersion: 1,
    id,
    name: 'A plugin',
    description: 'Made for a test.',
    version,
    kind,
    engines: terms.engines ?? { aq: '>=0.1 <2', sdk: 0 },
    publisher: { id: terms.publisher ?? 'acme', name: 'Acme' },
    permissions,
  }
  const files = new Map<PackageFile, Uint8Array>()
  const text = (path: PackageFile, content: string) => files.set(path, Buffer.from(content))
  const npm = { name: `aq-plugin-${id}`, version, keywords: ['aq-plugin'] }
  text('package.json', JSON.stringify(npm))
  text('aq-plugin.json', JSON.stringify(manifest, null, 2))
  text(
    'dist/plugin.js',
    `var __plugin = (() => {\nreturn { mark: ${JSON.stringify(mark)} };\n})();\n`
  )
  if (terms.readme !== undefined) text('README.md', terms.readme)
  files.set(LIST_FILE, fileListOf(files))
  if (terms.key !== undefined) {
    const signed = signBytes(files.get(LIST_FILE) as Uint8Array, terms.key.privateKey)
    if (!signed.ok) throw new Error(signed.failure)
    files.set(SIGNATURE_FILE, signatureFile(signed.value))
  }
  return files
}

/** Installed plugins of a test: a real database and a real folder. */
export class PluginBench {
  #count = 0

  private constructor(
    readonly data: DataFolder,
    readonly database: OpenedDatabase
  ) {}

  static async open(): Promise<PluginBench> {
    const data = new DataFolder()
    return new PluginBench(data, await data.open('aq-plugin-bench'))
  }

  /** Folder that the ports work in. */
  get dataDir(): string {
    return this.data.path
  }

  /** Ports as the commands have them. */
  ports(over: Partial<ReturnType<typeof createPluginPorts>> = {}) {
    const places = { root: ROOT, dataDir: this.dataDir, workingFolder: this.dataDir }
    return { ...createPluginPorts(this.database, places), ...over }
  }

  /** Writes a package's archive and returns its path. */
  async archive(terms: PackageTerms = {}): Promise<string> {
    return this.archiveOf(packageFiles(terms))
  }

  /** Writes files as an archive and returns its path. */
  async archiveOf(files: PackageFiles): Promise<string> {
    const path = join(this.dataDir, 'archives', `${this.#count++}.tgz`)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, await tarPackageArchive.pack(files))
    return path
  }

  /** Installs a package; without `over` with `--yes --allow-unsigned`. */
  async install(
    terms: PackageTerms,
    over: Partial<InstallRequest> = {},
    on: InstallObserver = {},
    ports = this.ports()
  ) {
    const path = await this.archive(terms)
    return installPlugin(requestOf({ source: { type: 'tarball', path }, ...over }), ports, on)
  }

  /** Sentences of `plugin:verify`; none when all is as installed. */
  async differences(): Promise<string[]> {
    return (await verifyPlugins(this.ports())).differences.map(({ message }) => message)
  }

  /** Actions in the audit log about a plugin, oldest first. */
  audited(id: string): Promise<string[]> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ action: string }>(
        'select action from audit_log where subject = $1 order by sequence',
        [`plugin:${id}`]
      )
      return rows.map(({ action }) => action)
    })
  }

  /** Forgets everything that is installed; the audit log stays. */
  async empty(): Promise<void> {
    await this.database.withClient((client) =>
      client.query(
        'truncate plugins, plugin_versions, plugin_grants, publisher_keys, plugin_installs, plugin_incidents'
      )
    )
    // Stored content is read-only.
    rmSync(join(this.dataDir, 'plugins'), { recursive: true, force: true })
    rmSync(join(this.dataDir, 'aq-plugins.lock.json'), { force: true })
  }

  async close(): Promise<void> {
    await this.database.close()
    this.data.remove()
  }
}

/** An install's request: `--yes --allow-unsigned`, and what is said besides. */
export function requestOf(
  over: Partial<InstallRequest> & Pick<InstallRequest, 'source'>
): InstallRequest {
  return {
    actor: 'cli',
    grant: 'required',
    acceptsMore: false,
    confirmation: null,
    trustKeyId: null,
    allowUnsigned: true,
    allowDowngrade: false,
    acceptLookAlike: null,
    expectedId: null,
    ...over,
  }
}

/** A port of which some methods do something else; the rest is the real one. */
export function withMethods<T extends object>(port: T, methods: Partial<T>): T {
  return new Proxy(port, {
    get(target, name) {
      const own = Reflect.get(methods, name) ?? Reflect.get(target, name)
      return typeof own === 'function' ? own.bind(target) : own
    },
  })
}
