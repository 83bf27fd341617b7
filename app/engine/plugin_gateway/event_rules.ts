import type { RunningKind } from '#engine/plugin/manifest.js'
import type { CapabilityName, Permission } from '#engine/plugin_permissions/capability.js'
import { permissionId } from '#engine/plugin_permissions/capability.js'
import { covers } from '#engine/plugin_permissions/covers.js'
import { isSymbol } from '#kernel/instrument/instrument.js'
import { isTimeframe, type Timeframe } from '#kernel/market/timeframe.js'
import type { PluginEvent } from './running_plugin.js'

/** Whom an event is for, as far as that decides what the event may tell. */
export interface Listener {
  readonly kind: RunningKind
  /** Alias of the account that it works for. */
  readonly account: string
  /** Of the bars it is shown when an event does not say; `null` when nobody said. */
  readonly timeframe: Timeframe | null
}

/**
 * What of an event a plugin may be told: all, less than all, or nothing. `needs` is the permission
 * that is missing, `null` when none would do.
 */
export type Telling =
  | { readonly isTold: true; readonly event: PluginEvent }
  | { readonly isTold: false; readonly needs: string | null }

/** Judges one type of event for one kind of plugin; the permission that is missing, or `null`. */
type Rule = (event: PluginEvent, grants: readonly Permission[], to: Listener) => string | null

/** Comes of what the plugin itself did, said or asked for, and tells it nothing else. */
const OWN: Rule = () => null

const BAR: Rule = (event, grants, to) => {
  const given = event.timeframe
  const timeframe = typeof given === 'string' && isTimeframe(given) ? given : to.timeframe
  // Nobody knows how long the bar is: only a grant for every timeframe covers it.
  return market(event, grants, timeframe === null ? null : [timeframe])
}

/** Quotes are finer than any bar, so a grant for some timeframes does not cover them. */
const QUOTE: Rule = (event, grants) => market(event, grants, null)
/** Says something about the symbol whatever the bars are. */
const OF_SYMBOL: Rule = (event, grants) => market(event, grants, [])
/** Says only that a moment is over. */
const SLICE: Rule = (_event, grants) =>
  grants.some(({ name }) => name === 'market-data:read') ? null : 'market-data:read'
/** A bar for a strategy, with the account that its signals are sized by. */
const STRATEGY_BAR: Rule = (event, grants, to) =>
  BAR(event, grants, to) ?? ('account' in event ? accountFault(grants, to) : null)
const OF_ACCOUNT = (name: CapabilityName): Rule => {
  return (_event, grants, to) => account(name, grants, to)
}

const EVERY_KIND = { state: OWN, stop: OWN }
const REACHES_OUT = { ...EVERY_KIND, timer: OWN, result: OWN }
const ORDERS = OF_ACCOUNT('orders:place')

/** What each kind of plugin may be told at all, and what that takes. Anything else is never told. */
const RULES: Readonly<Record<RunningKind, Readonly<Record<string, Rule>>>> = {
  'strategy': {
    ...EVERY_KIND,
    bar: STRATEGY_BAR,
    slice: SLICE,
    quote: QUOTE,
    corporate_action: OF_SYMBOL,
    // What became of its own signals.
    position: OWN,
    fill: OWN,
    order: OWN,
    denied: OWN,
  },
  'risk-rule': { ...EVERY_KIND, assess: OWN },
  'agent': {
    ...REACHES_OUT,
    bar: BAR,
    quote: QUOTE,
    corporate_action: OF_SYMBOL,
    account: OF_ACCOUNT('account:read'),
    positions: OF_ACCOUNT('positions:read'),
    orders: OF_ACCOUNT('orders:read'),
  },
  'broker': {
    ...REACHES_OUT,
    connect: ORDERS,
    submit: ORDERS,
    cancel: ORDERS,
    replace: ORDERS,
    query: ORDERS,
    socket: OWN,
  },
}

/** Whether an event is told whatever was granted, so that nobody need look at the grants. */
export function isOwnEvent({ type }: PluginEvent, kind: RunningKind): boolean {
  return ruleOf(type, kind) === OWN && type !== 'assess'
}

/** What of an event a plugin with these grants may be told. */
export function tell(event: PluginEvent, grants: readonly Permission[], to: Listener): Telling {
  const rule = ruleOf(event.type, to.kind)
  if (rule === null) return { isTold: false, needs: null }
  const needs = rule(event, grants, to)
  if (needs !== null) return { isTold: false, needs }
  if (event.type === 'assess') return { isTold: true, event: forRule(event, grants, to) }
  if (!('account' in event) || to.kind === 'strategy') return { isTold: true, event }
  return { isTold: true, event: withoutAccount(event, grants, to) }
}

/** What is missing before a strategy may see the account that its signals are for; `null`: nothing. */
export function accountFault(grants: readonly Permission[], to: Listener): string | null {
  if (to.kind === 'strategy' && grants.some(({ name }) => name === 'orders:signal')) return null
  const needs = account('account:read', grants, to)
  return needs !== null && to.kind === 'strategy' ? 'orders:signal' : needs
}

function ruleOf(type: string, kind: RunningKind): Rule | null {
  const rules = RULES[kind]
  return Object.hasOwn(rules, type) ? (rules[type] ?? null) : null
}

function withoutAccount(
  event: PluginEvent,
  grants: readonly Permission[],
  to: Listener
): PluginEvent {
  if (event.type === 'account' || accountFault(grants, to) === null) return event
  const rest: Record<string, unknown> & PluginEvent = { ...event }
  delete rest.account
  return rest
}

/**
 * A question to a risk rule with what it may see of the account. `withheld` names the permissions that
 * are missing: the guest's runtime lets a rule fail that reads what is not there, so that it denies.
 */
function forRule(event: PluginEvent, grants: readonly Permission[], to: Listener): PluginEvent {
  if (typeof event.account !== 'object' || event.account === null) return event
  const withheld: string[] = []
  const { currency, positions, ...figures } = event.account as Record<string, unknown>
  const seen: Record<string, unknown> = { currency }
  if (account('account:read', grants, to) === null) Object.assign(seen, figures)
  else withheld.push('account:read')
  if (account('positions:read', grants, to) === null) seen.positions = positions
  else withheld.push('positions:read')
  if (withheld.length === 0) return event
  return { ...event, account: seen, withheld }
}

function market(
  { symbol }: PluginEvent,
  grants: readonly Permission[],
  timeframes: readonly Timeframe[] | null
): string | null {
  const name = 'market-data:read'
  if (typeof symbol !== 'string' || !isSymbol(symbol)) return name
  const scope = timeframes?.length ? `${symbol}/${timeframes.join(',')}` : symbol
  const terms = { type: 'market', symbols: symbol, timeframes } as const
  return missing({ name, capability: name, scope, terms }, grants)
}

function account(
  name: CapabilityName,
  grants: readonly Permission[],
  { account: alias }: Listener
): string | null {
  const terms = { type: 'account', account: alias } as const
  return missing({ name, capability: name, scope: alias, terms }, grants)
}

function missing(need: Permission, grants: readonly Permission[]): string | null {
  return covers(grants, need) ? null : permissionId(need)
}
