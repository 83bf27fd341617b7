import type { Ability } from '../identity/abilities.js'

/** Every kind of channel and what it takes to listen. `:account` and `:run` stand for a name. */
export const CHANNELS: readonly { readonly form: string; readonly ability: Ability }[] = [
  { form: 'quotes', ability: 'market-data:read' },
  { form: 'engine', ability: 'engine:read' },
  { form: 'alerts', ability: 'alerts:read' },
  { form: 'plugins', ability: 'plugins:read' },
  { form: 'settings', ability: 'settings:read' },
  { form: 'health', ability: 'health:read' },
  { form: 'audit', ability: 'audit:read' },
  { form: 'users', ability: 'users:read' },
  { form: 'backtests', ability: 'backtests:read' },
  { form: 'backtests/:run', ability: 'backtests:read' },
  { form: 'accounts/:account', ability: 'account:read' },
  { form: 'accounts/:account/positions', ability: 'account:read' },
  { form: 'accounts/:account/orders', ability: 'orders:read' },
  { form: 'accounts/:account/fills', ability: 'orders:read' },
  { form: 'accounts/:account/strategies', ability: 'strategies:read' },
  { form: 'accounts/:account/risk', ability: 'risk:read' },
]

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/

/** A channel that can be listened to. */
export interface Channel {
  readonly name: string
  readonly ability: Ability
  /** The account that it is about, `null` for none. */
  readonly account: string | null
}

/** The channel of a name; `null` where there is no such kind: what is not in the list is heard by nobody. */
export function channelOf(name: string): Channel | null {
  const parts = name.split('/')
  for (const { form, ability } of CHANNELS) {
    const pattern = form.split('/')
    const fits = (part: string, at: number) =>
      pattern[at]!.startsWith(':') ? NAME.test(part) : pattern[at] === part
    if (parts.length !== pattern.length || !parts.every(fits)) continue
    const at = pattern.indexOf(':account')
    return { name, ability, account: at < 0 ? null : parts[at]! }
  }
  return null
}
