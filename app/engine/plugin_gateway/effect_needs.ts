import type { PluginKind } from '#engine/plugin/manifest.js'
import type { Permission } from '#engine/plugin_permissions/capability.js'
import type { HttpMethod } from '#engine/plugin_permissions/net_scope.js'
import type { Effect, EffectType } from './effect_form.js'

const REACHING_OUT: readonly EffectType[] = [
  'http',
  'storage.get',
  'storage.set',
  'storage.delete',
  'storage.keys',
  'timer.set',
  'timer.cancel',
  'notify',
]

/** What a plugin of each kind can do at all, whatever it was granted. */
export const EFFECTS_OF_KIND: Readonly<Record<PluginKind, readonly EffectType[]>> = {
  'strategy': ['signal'],
  'risk-rule': [],
  'indicator': [],
  'agent': ['risk_bias', ...REACHING_OUT],
  'broker': [
    'order_event',
    'account_event',
    ...REACHING_OUT,
    'socket.open',
    'socket.write',
    'socket.close',
  ],
  'data-source': REACHING_OUT,
  'notifier': REACHING_OUT,
  'exporter': REACHING_OUT,
}

/**
 * The capabilities of which one must be granted, or `null` when the kind of plugin is enough. For
 * `http` and `socket.open` the place counts: see `placeNeed`.
 */
export function capabilitiesOf(effect: Effect): readonly string[] | null {
  switch (effect.type) {
    case 'signal':
      return ['orders:signal']
    case 'order_event':
      return ['orders:place']
    case 'account_event':
      return ['account:read', 'orders:place']
    case 'storage.get':
    case 'storage.set':
    case 'storage.delete':
    case 'storage.keys':
      return ['storage']
    case 'timer.set':
    case 'timer.cancel':
      return ['timers']
    case 'notify':
      return [`notify:${effect.channel}`]
    default:
      return null
  }
}

/** The permission to connect to a place; `null` for the method means any bytes, as a socket sends. */
export function placeNeed(place: {
  readonly host: string
  readonly port: number
  readonly method: HttpMethod | null
}): Permission {
  const { host, port, method } = place
  return {
    name: 'net:connect',
    capability: 'net:connect',
    scope: '',
    terms: {
      type: 'net',
      host,
      port,
      wildcard: false,
      methods: method === null ? null : [method],
      private: false,
    },
  }
}
