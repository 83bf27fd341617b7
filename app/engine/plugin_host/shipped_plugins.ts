import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { listPluginFolders, type PluginPlaces } from '#engine/plugin/find_plugin.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { MANIFEST_FILE } from '#engine/plugin/read_manifest.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import { parsePermission } from '#engine/plugin_permissions/capability.js'
import type { PluginBundler } from '#ports/plugin_bundler.js'
import type { PluginUnusable, UsablePlugin } from '#ports/plugin_catalogue.js'
import type { GrantStore } from '#ports/plugin_grants.js'
import type { GrantRecord, PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import type { HeldCode, HostPorts } from './host_ports.js'

/** What finding shipped plugins needs of the outside. */
export interface ShippedPorts {
  readonly bundler: PluginBundler
  readonly places: PluginPlaces
}

/** Who stands in records about what came with the checkout. */
const BY = 'shipped'

/**
 * The plugins that came with this checkout, as the host of live plugins uses them: nobody installs them, and
 * in examples and on paper they have what they ask for. They never go live: whoever wants one there installs
 * a signed package of it.
 *
 * What is bundled when a plugin is first used stays what runs, whatever happens to its folder, until the
 * process ends.
 */
export class ShippedPlugins {
  readonly #used = new Map<string, UsablePlugin>()

  constructor(private readonly ports: ShippedPorts) {}

  /** The plugin of an id; `null` when none of that id is shipped. */
  async find(id: string): Promise<UsablePlugin | PluginUnusable | null> {
    const known = this.#used.get(id)
    if (known !== undefined) return known
    const folders = await listPluginFolders(this.ports.places.root)
    const folder = folders.find((one) => basename(one) === id)
    if (folder === undefined) return null
    const manifest = await readFile(join(folder, MANIFEST_FILE), 'utf8')
    const checked = checkManifest(manifest)
    const bundle = await this.ports.bundler.bundlePlugin(folder)
    if (!checked.ok || !bundle.ok) {
      const why = checked.ok ? (bundle.ok ? '' : bundle.failure.message) : 'its manifest is wrong'
      return {
        code: 'content_changed',
        message: `${id} in plugins/examples cannot be used: ${why}`,
      }
    }
    const code = Buffer.from(bundle.value.code)
    const sourceMap = await readFile(bundle.value.sourceMapPath).catch(() => null)
    const found: UsablePlugin = {
      id,
      manifest,
      code,
      bundleHash: bundle.value.sha256,
      contentHash: sha256Of(`${sha256Of(manifest)} ${bundle.value.sha256}`),
      sourceMap,
      version: checked.value.version,
    }
    this.#used.set(id, found)
    return found
  }

  /** A catalogue that has these plugins in front of those of another. */
  catalogue(installed: HostPorts['catalogue']): HostPorts['catalogue'] {
    return {
      use: async (id): Promise<HeldCode | PluginUnusable | null> => {
        const plugin = await this.find(id)
        if (plugin === null) return installed.use(id)
        return 'message' in plugin ? plugin : { plugin, release: async () => {} }
      },
    }
  }

  /** Records in which these plugins stand besides the installed ones. */
  records(installed: HostPorts['records']): HostPorts['records'] {
    return {
      apply: (...changes) => installed.apply(...changes),
      plugin: (id) => installed.plugin(id),
      plugins: async () => [
        ...(await installed.plugins()),
        ...[...this.#used.values()].map((one) => recordOf(one)),
      ],
      versions: async (id) => {
        const used = id === undefined ? undefined : this.#used.get(id)
        return used === undefined ? installed.versions(id) : [versionOf(used)]
      },
    }
  }

  /** Grants as they are, and of these plugins what they ask for in examples and on paper. */
  grants(store: GrantStore): GrantStore {
    return {
      give: (grants, entry) => store.give(grants, entry),
      revoke: (selection, entryOf) => store.revoke(selection, entryOf),
      history: (id) => store.history(id),
      manifestOf: (id) => store.manifestOf(id),
      watch: (changed) => store.watch(changed),
      active: async (id, environment, manifestHash) => {
        const used = this.#used.get(id)
        if (used === undefined || sha256Of(used.manifest) !== manifestHash) {
          return store.active(id, environment, manifestHash)
        }
        return environment === 'live' ? [] : grantsOf(used, environment)
      },
    }
  }
}

function grantsOf(plugin: UsablePlugin, environment: GrantRecord['environment']): GrantRecord[] {
  const manifest = checkManifest(plugin.manifest)
  if (!manifest.ok) return []
  const manifestHash = sha256Of(plugin.manifest)
  return manifest.value.permissions.flatMap(({ id }) => {
    const parsed = parsePermission(id)
    if (!parsed.ok) return []
    const { capability, scope } = parsed.value
    const given = { grantedBy: BY, grantedAtMs: 0, revokedBy: null, revokedAtMs: null }
    return [{ id: 0, pluginId: plugin.id, environment, capability, scope, manifestHash, ...given }]
  })
}

function recordOf(plugin: UsablePlugin): PluginRecord {
  return {
    id: plugin.id,
    kind: 'shipped',
    state: 'enabled',
    activeVersion: plugin.version,
    activeHash: plugin.contentHash,
    stagedVersion: null,
    stagedHash: null,
    source: { type: 'folder', path: '' },
    quarantineReason: null,
    installedAtMs: 0,
    updatedAtMs: 0,
  }
}

function versionOf(plugin: UsablePlugin): VersionRecord {
  return {
    pluginId: plugin.id,
    version: plugin.version,
    contentHash: plugin.contentHash,
    bundleHash: plugin.bundleHash,
    manifestHash: sha256Of(plugin.manifest),
    manifest: plugin.manifest,
    resolved: '',
    integrity: '',
    level: 'official',
    publisherId: BY,
    keyId: null,
    installedAtMs: 0,
    installedBy: BY,
  }
}
