import { checkManifest } from '#engine/plugin/check_manifest.js'
import { engineFault } from '#engine/plugin/platform.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import type {
  HeldPlugin,
  PluginCatalogue,
  PluginUnusable,
  UsablePlugin,
} from '#ports/plugin_catalogue.js'
import type { PackageFile } from '#ports/plugin_package.js'
import type { PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import type { PluginPorts } from './plugin_ports.js'

/** What the catalogue needs of the outside. */
export type CataloguePorts = Pick<
  PluginPorts,
  'records' | 'store' | 'locks' | 'index' | 'platform' | 'safeMode' | 'now'
>

/**
 * Installed plugins as backtests and the plugin host use them.
 *
 * What is handed out are the very buffers whose hash was checked. When the store no longer holds what
 * was installed, the plugin goes into quarantine, the audit log and the incidents say so, and nothing
 * of it runs.
 */
export class InstalledPlugins implements PluginCatalogue {
  constructor(private readonly ports: CataloguePorts) {}

  async ids(): Promise<string[]> {
    return (await this.ports.records.plugins()).map((plugin) => plugin.id)
  }

  async find(id: string): Promise<UsablePlugin | PluginUnusable | null> {
    const plugin = await this.ports.records.plugin(id)
    if (plugin === null) return null
    const refused = refuseState(plugin, this.ports.safeMode)
    if (refused !== null) return refused
    const versions = await this.ports.records.versions(id)
    const version = versions.find((one) => one.contentHash === plugin.activeHash)
    if (version === undefined) {
      return this.#quarantine(plugin, `the record of ${id} ${plugin.activeVersion} is missing`)
    }
    return (await this.#refuseVersion(version)) ?? this.#open(plugin, version)
  }

  /** As `find`, and holds the plugin: `plugin:remove` refuses until it is released. */
  async use(id: string): Promise<HeldPlugin | PluginUnusable | null> {
    const session = await this.ports.locks.share()
    try {
      if (!(await session.tryShared(`use:${id}`))) {
        await session.release()
        return unusable('disabled', `${id} is being removed right now.`)
      }
      const plugin = await this.find(id)
      if (plugin === null || !isUsable(plugin)) {
        await session.release()
        return plugin
      }
      await session.tryShared(`use:${plugin.contentHash}`)
      return { plugin, release: () => session.release() }
    } catch (error) {
      await session.release()
      throw error
    }
  }

  async #refuseVersion(version: VersionRecord): Promise<PluginUnusable | null> {
    const { pluginId: id, keyId, contentHash } = version
    const blocked = await this.ports.index.blocked({
      id,
      version: version.version,
      keyId,
      contentHash,
    })
    if (blocked !== null) return unusable('blocked', blocked)
    const manifest = checkManifest(version.manifest)
    const fault = manifest.ok
      ? engineFault(manifest.value.engines, this.ports.platform)
      : `has a manifest that this platform cannot read (${manifest.failure[0]?.message})`
    if (fault === null) return null
    return unusable(
      'engine_unsupported',
      `${id} ${version.version} ${fault}; see plugin:update ${id}.`
    )
  }

  async #open(
    plugin: PluginRecord,
    version: VersionRecord
  ): Promise<UsablePlugin | PluginUnusable | null> {
    const opened = await this.ports.store.open(version.contentHash)
    if (!opened.ok) {
      if (opened.failure.code === 'content_changed' || opened.failure.code === 'not_stored') {
        return this.#quarantine(plugin, opened.failure.message)
      }
      return unusable('content_changed', opened.failure.message)
    }
    const code = opened.value.get('dist/plugin.js' satisfies PackageFile)
    const manifest = opened.value.get('aq-plugin.json' satisfies PackageFile)
    if (code === undefined || manifest === undefined || !fits(version, code, manifest)) {
      return this.#quarantine(plugin, `what is stored of ${plugin.id} is not what was installed`)
    }
    return {
      id: plugin.id,
      manifest: version.manifest,
      code,
      bundleHash: version.bundleHash,
      contentHash: version.contentHash,
      sourceMap: opened.value.get('dist/plugin.js.map') ?? null,
      version: version.version,
    }
  }

  /** Stops a plugin whose stored bytes changed, and writes down that it happened. */
  async #quarantine(
    plugin: PluginRecord,
    why: string
  ): Promise<UsablePlugin | PluginUnusable | null> {
    const now = await this.ports.records.plugin(plugin.id)
    // It was updated or removed while we looked: what we read belongs to nobody any more.
    if (now?.activeHash !== plugin.activeHash) return this.find(plugin.id)
    const message = `${plugin.id} is stopped: ${why.replace(/\.$/, '')}; run plugin:verify ${plugin.id} --repair, then plugin:reset ${plugin.id}.`
    await this.ports.records.apply(
      {
        type: 'stop_plugin',
        id: plugin.id,
        activeHash: plugin.activeHash,
        state: 'quarantined',
        reason: why,
        atMs: this.ports.now(),
      },
      {
        type: 'incident',
        incident: {
          pluginId: plugin.id,
          environment: 'example',
          kind: 'violation',
          message: why,
          detail: { contentHash: plugin.activeHash, version: plugin.activeVersion },
        },
      },
      {
        type: 'audit',
        entries: [
          {
            actor: 'host',
            action: 'plugin.quarantined',
            subject: `plugin:${plugin.id}`,
            detail: { reason: why, contentHash: plugin.activeHash },
          },
        ],
      }
    )
    return unusable('content_changed', message)
  }
}

/** Whether the catalogue handed out a plugin rather than a reason. */
export function isUsable(found: UsablePlugin | PluginUnusable): found is UsablePlugin {
  return !('message' in found)
}

function refuseState(plugin: PluginRecord, safeMode: boolean): PluginUnusable | null {
  const { id, state, quarantineReason } = plugin
  if (safeMode) {
    return unusable(
      'disabled',
      `AQ_SAFE_MODE is set: no installed plugin is used, and ${id} is one; unset it to use plugins again.`
    )
  }
  switch (state) {
    case 'enabled':
      return null
    case 'installed':
    case 'disabled':
      return unusable('disabled', `${id} is disabled; plugin:enable ${id} makes it usable.`)
    case 'blocked':
      return unusable('blocked', `${id} is blocked: ${quarantineReason ?? 'a kill list names it'}.`)
    case 'quarantined':
      return unusable(
        'quarantined',
        `${id} is in quarantine: ${quarantineReason ?? 'no reason is recorded'}; look into it, then plugin:reset ${id} --reason "..." .`
      )
  }
}

function fits(version: VersionRecord, code: Uint8Array, manifest: Uint8Array): boolean {
  return (
    sha256Of(code) === version.bundleHash &&
    sha256Of(manifest) === version.manifestHash &&
    sha256Of(version.manifest) === version.manifestHash
  )
}

function unusable(code: PluginUnusable['code'], message: string): PluginUnusable {
  return { code, message }
}
