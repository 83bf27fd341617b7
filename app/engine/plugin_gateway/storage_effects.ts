import type { Permission } from '#engine/plugin_permissions/capability.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginStorage, StorageOwner } from '#ports/plugin_storage.js'
import type { Effect } from './effect_form.js'
import type { EffectFailure } from './running_plugin.js'

/** Most keys that are listed at once. */
const KEYS_MAX = 1000

type StorageEffect = Extract<Effect, { type: `storage.${string}` }>

/** Performs one effect of storage within what was granted; the value is what the plugin is answered. */
export async function performStorage(
  effect: StorageEffect,
  storage: PluginStorage,
  by: { readonly owner: StorageOwner; readonly grants: readonly Permission[] }
): Promise<Result<unknown, EffectFailure>> {
  const { owner } = by
  switch (effect.type) {
    case 'storage.get':
      return ok(await storage.get(owner, effect.key))
    case 'storage.delete':
      return ok(await storage.delete(owner, effect.key))
    case 'storage.keys':
      return ok(await storage.keys(owner, { prefix: effect.prefix, limit: KEYS_MAX }))
    case 'storage.set': {
      const quotaBytes = quotaOf(by.grants)
      const { key, value } = effect
      const kept = await storage.set(owner, { key, value, quotaBytes })
      if (kept.ok) return ok(true)
      const message = `this would make ${kept.failure.neededBytes} bytes; ${quotaBytes} are granted`
      return err({ code: 'quota_exceeded', message })
    }
  }
}

function quotaOf(grants: readonly Permission[]): number {
  const kilobytes = grants.map(({ terms }) => (terms.type === 'storage' ? terms.kilobytes : 0))
  return Math.max(0, ...kilobytes) * 1024
}
