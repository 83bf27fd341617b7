import { err, ok, type Result } from '#kernel/values/result.js'
import type { KeyRecord } from '#ports/plugin_records.js'
import { refusal, refuseActor, type PluginRefusal } from './install_request.js'
import type { PluginPorts } from './plugin_ports.js'

/** A publisher's key with what it signed here. */
export interface UsedKey extends KeyRecord {
  /** Ids of installed plugins of which a version is signed with it, in order. */
  readonly signed: readonly string[]
}

type KeyPorts = Pick<PluginPorts, 'records' | 'now'>

/** Every key that was ever trusted, by publisher and key. */
export async function listKeys({ records }: Pick<KeyPorts, 'records'>): Promise<UsedKey[]> {
  const [keys, versions, plugins] = await Promise.all([
    records.keys(),
    records.versions(),
    records.plugins(),
  ])
  const installed = new Set(plugins.map(({ id }) => id))
  const signedBy = (keyId: string) => {
    const ids = versions.filter((one) => one.keyId === keyId).map((one) => one.pluginId)
    return [...new Set(ids)].filter((id) => installed.has(id)).toSorted()
  }
  return keys
    .map((key) => ({ ...key, signed: signedBy(key.keyId) }))
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

/**
 * Trusts a key no longer: nothing that it signed is installed from then on. Refused while a plugin that it
 * signed is installed, and for who is no person.
 */
export async function forgetKey(
  asked: { readonly keyId: string; readonly actor: string },
  ports: KeyPorts
): Promise<Result<KeyRecord, PluginRefusal>> {
  return changeKey(asked, ports, ({ signed, ...key }) => {
    if (key.revokedAtMs !== null) {
      return err(refusal('unchanged', `The key ${key.keyId} is not trusted already.`))
    }
    if (signed.length > 0) {
      const message = `The key ${key.keyId} signed ${signed.join(', ')}; remove that first.`
      return err(refusal('key_in_use', message))
    }
    return ok({ key: { ...key, revokedAtMs: ports.now() }, action: 'key.forgotten' })
  })
}

/** Trusts a key again that was forgotten. */
export async function trustKeyAgain(
  asked: { readonly keyId: string; readonly actor: string },
  ports: KeyPorts
): Promise<Result<KeyRecord, PluginRefusal>> {
  return changeKey(asked, ports, ({ signed: _, ...key }) => {
    if (key.revokedAtMs === null) {
      return err(refusal('unchanged', `The key ${key.keyId} is trusted already.`))
    }
    const trusted = { ...key, revokedAtMs: null, trustedBy: asked.actor }
    return ok({ key: trusted, action: 'key.trusted' })
  })
}

interface KeyChange {
  readonly key: KeyRecord
  readonly action: string
}

async function changeKey(
  { keyId, actor }: { readonly keyId: string; readonly actor: string },
  ports: KeyPorts,
  decide: (key: UsedKey) => Result<KeyChange, PluginRefusal>
): Promise<Result<KeyRecord, PluginRefusal>> {
  const notAllowed = refuseActor(actor)
  if (notAllowed !== null) return err(notAllowed)
  const found = (await listKeys(ports)).find((one) => one.keyId === keyId)
  if (found === undefined) {
    return err(refusal('not_installed', 'No key of this name was ever trusted.'))
  }
  const decided = decide(found)
  if (!decided.ok) return decided
  const { key, action } = decided.value
  const entry = {
    actor,
    action,
    subject: `key:${keyId}`,
    detail: { publisherId: key.publisherId },
  }
  await ports.records.apply({ type: 'put_key', key }, { type: 'audit', entries: [entry] })
  return ok(key)
}

function orderOf({ publisherId, keyId }: KeyRecord): string {
  return `${publisherId}\n${keyId}`
}
