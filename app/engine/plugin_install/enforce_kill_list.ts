import type { PluginPorts } from './plugin_ports.js'

/**
 * Stops every installed plugin whose active version a kill list names; returns why, a sentence each.
 * A blocked plugin stays installed; an update to a version that is not blocked makes it usable again.
 */
export async function enforceKillList({
  records,
  index,
  now,
}: Pick<PluginPorts, 'records' | 'index' | 'now'>): Promise<string[]> {
  const stopped: string[] = []
  const versions = await records.versions()
  for (const { id, state, activeHash, activeVersion } of await records.plugins()) {
    const version = versions.find((one) => one.pluginId === id && one.contentHash === activeHash)
    if (state === 'blocked' || version === undefined) continue
    const { keyId, contentHash } = version
    const reason = await index.blocked({ id, version: activeVersion, keyId, contentHash })
    if (reason === null) continue
    await records.apply(
      { type: 'stop_plugin', id, activeHash, state: 'blocked', reason, atMs: now() },
      {
        type: 'audit',
        entries: [
          {
            actor: 'host',
            action: 'plugin.blocked',
            subject: `plugin:${id}`,
            detail: { version: activeVersion, keyId, reason },
          },
        ],
      }
    )
    stopped.push(reason)
  }
  return stopped
}
