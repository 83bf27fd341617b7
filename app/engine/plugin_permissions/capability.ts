import { didYouMean } from '#engine/nearest.js'
import type { PluginKind } from '#engine/plugin/manifest.js'
import { visible } from '#engine/plugin/visible.js'
import { isTimeframe, type Timeframe } from '#kernel/market/timeframe.js'
import { VENUES } from '#kernel/instrument/venue.js'
import { isSymbol } from '#kernel/instrument/instrument.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import { readNetScope, type NetScope } from './net_scope.js'

/**
 * How much a permission asks of whoever grants it. `implicit` is had without a grant and still listed,
 * `normal` is a yes, `sensitive` reveals or sends something, `dangerous` can cost money or a key.
 */
export type ConsentClass = 'implicit' | 'normal' | 'sensitive' | 'dangerous'

/** Everything that a plugin can be allowed, by name; `secrets` and `notify` are followed by a name. */
export const CAPABILITY_NAMES = [
  'market-data:read',
  'account:read',
  'positions:read',
  'orders:read',
  'orders:signal',
  'orders:place',
  'net:connect',
  'secrets',
  'storage',
  'timers',
  'log',
  'notify',
  'agent:llm',
] as const
export type CapabilityName = (typeof CAPABILITY_NAMES)[number]

/** What a capability is: its consent class, how its scope is written, and who may ask for it. */
export interface Capability {
  readonly consent: ConsentClass
  /** How it is written in a manifest. */
  readonly syntax: string
  readonly example: string
  /** What it allows and where its limits are, as one sentence. */
  readonly meaning: string
  /** Kinds of plugin that may ask for it; no other kind is ever granted it. */
  readonly kinds: readonly PluginKind[]
}

const TRADERS: readonly PluginKind[] = ['strategy', 'risk-rule', 'agent', 'broker', 'exporter']
const OUTGOING: readonly PluginKind[] = ['data-source', 'broker', 'agent', 'notifier', 'exporter']

/** The capabilities. Strategies and risk rules reach nothing outside: they must be repeatable. */
export const CAPABILITIES: Readonly<Record<CapabilityName, Capability>> = {
  'market-data:read': {
    consent: 'normal',
    syntax: 'market-data:read[@SYMBOL|MARKET.*[/TIMEFRAME,...]]',
    example: 'market-data:read@US.*/1d,1h',
    meaning: 'Sees bars and quotes: of every symbol, of one market, or of one symbol.',
    kinds: ['strategy', 'risk-rule', 'indicator', 'data-source', 'broker', 'agent', 'exporter'],
  },
  'account:read': {
    consent: 'sensitive',
    syntax: 'account:read[@ACCOUNT]',
    example: 'account:read@main',
    meaning: 'Sees cash, equity and buying power: of every account, or of one.',
    kinds: TRADERS,
  },
  'positions:read': {
    consent: 'sensitive',
    syntax: 'positions:read[@ACCOUNT]',
    example: 'positions:read',
    meaning: 'Sees what is held: in every account, or in one.',
    kinds: [...TRADERS, 'notifier'],
  },
  'orders:read': {
    consent: 'sensitive',
    syntax: 'orders:read[@ACCOUNT]',
    example: 'orders:read',
    meaning: 'Sees orders and fills: of every account, or of one.',
    kinds: [...TRADERS, 'notifier'],
  },
  'orders:signal': {
    consent: 'normal',
    syntax: 'orders:signal',
    example: 'orders:signal',
    meaning:
      'Says what it wants to hold. The host sizes it, checks it against every limit and sends it. ' +
      'In live a person confirms this by typing.',
    kinds: ['strategy'],
  },
  'orders:place': {
    consent: 'dangerous',
    syntax: 'orders:place[@ACCOUNT]',
    example: 'orders:place@main',
    meaning: 'Carries approved orders to a broker and reports fills back.',
    kinds: ['broker'],
  },
  'net:connect': {
    consent: 'sensitive',
    syntax: 'net:connect@HOST[:PORT][#METHOD,...|#private]',
    example: 'net:connect@api.example.com:443#GET,POST',
    meaning:
      'Connects to exactly this host and port (443 when none is given), over TLS. `*.example.com` ' +
      'is every name one label below. `#private` allows a named host on a private network.',
    kinds: OUTGOING,
  },
  'secrets': {
    consent: 'dangerous',
    syntax: 'secrets:NAME',
    example: 'secrets:api_key',
    meaning:
      'Uses a secret as {{secret:NAME}} in requests to the hosts it is bound to. The plugin never ' +
      'sees its value.',
    kinds: OUTGOING,
  },
  'storage': {
    consent: 'normal',
    syntax: 'storage[@KILOBYTES]',
    example: 'storage@64',
    meaning: 'Keeps texts of its own, up to this many kilobytes (64 when not said).',
    kinds: OUTGOING,
  },
  'timers': {
    consent: 'normal',
    syntax: 'timers',
    example: 'timers',
    meaning: 'Is woken by the host: at most 5 timers, at most once a second each.',
    kinds: OUTGOING,
  },
  'log': {
    consent: 'implicit',
    syntax: 'log',
    example: 'log',
    meaning: 'Writes lines into its log, limited in length and number.',
    kinds: [
      'strategy',
      'risk-rule',
      'indicator',
      'data-source',
      'broker',
      'agent',
      'notifier',
      'exporter',
    ],
  },
  'notify': {
    consent: 'normal',
    syntax: 'notify:CHANNEL',
    example: 'notify:log',
    meaning: 'Sends short messages to a person through this channel, limited in number.',
    kinds: OUTGOING,
  },
  'agent:llm': {
    consent: 'sensitive',
    syntax: 'agent:llm@PROVIDER[/TOKENS_A_DAY]',
    example: 'agent:llm@main/100000',
    meaning: 'Asks a language model, up to this many tokens a day (10,000 when not said).',
    kinds: ['agent'],
  },
}

/** What a permission is limited to. */
export type ScopeTerms =
  | { readonly type: 'none' }
  | { readonly type: 'name'; readonly name: string }
  | {
      readonly type: 'market'
      /** `*`, `US.*` or `US.AAPL`. */
      readonly symbols: string
      /** `null` for all. */
      readonly timeframes: readonly Timeframe[] | null
    }
  | { readonly type: 'account'; readonly account: string | null }
  | ({ readonly type: 'net' } & NetScope)
  | { readonly type: 'storage'; readonly kilobytes: number }
  | { readonly type: 'model'; readonly provider: string; readonly tokensADay: number }

/** A permission as it is asked for, granted and needed: one form for all three. */
export interface Permission {
  readonly name: CapabilityName
  /** As grants keep it: `net:connect`, `secrets:api_key`. */
  readonly capability: string
  /** Canonical text after `@`, '' for none: equal scopes are equal texts. */
  readonly scope: string
  readonly terms: ScopeTerms
}

/** Largest storage a plugin can ask for, kilobytes. */
export const STORAGE_KB_MAX = 10_240
const STORAGE_KB_DEFAULT = 64
const TOKENS_DEFAULT = 10_000
const TOKENS_MAX = 100_000_000
const TEXT_MAX = 200

/** How a permission is written: `capability`, or `capability@scope`. */
export function permissionId({ capability, scope }: Pick<Permission, 'capability' | 'scope'>) {
  return scope === '' ? capability : `${capability}@${scope}`
}

/**
 * Reads a permission as manifests write it, `net:connect@api.example.com:443`. The failure is what is
 * wrong and what would be right, to be read after the text.
 */
export function parsePermission(id: string): Result<Permission, string> {
  if (id.length > TEXT_MAX) return err(`is longer than ${TEXT_MAX} characters`)
  const at = id.indexOf('@')
  const capability = at < 0 ? id : id.slice(0, at)
  const scope = at < 0 ? null : id.slice(at + 1)
  if (scope === '') return err(`ends with "@"; leave it out, or say what it is limited to`)
  const colon = capability.indexOf(':')
  const head = capability.slice(0, colon)
  if (colon > 0 && (head === 'secrets' || head === 'notify')) {
    return readNamed(head, capability.slice(colon + 1), scope)
  }
  if (!isCapabilityName(capability)) return err(unknownText(capability))
  return readScope(capability, scope)
}

function isCapabilityName(text: string): text is CapabilityName {
  return Object.hasOwn(CAPABILITIES, text)
}

function unknownText(capability: string): string {
  const near = didYouMean(capability, CAPABILITY_NAMES)
  return `asks for "${visible(capability)}", which does not exist${near}`
}

function readNamed(
  name: 'secrets' | 'notify',
  own: string,
  scope: string | null
): Result<Permission, string> {
  if (scope !== null) {
    return err(`has a limit after "@"; it is written ${CAPABILITIES[name].syntax}`)
  }
  if (!/^[a-z][a-z0-9_-]{0,39}$/.test(own)) {
    return err(
      `has the name "${visible(own)}"; it begins with a small letter and holds small letters, digits, "_" and "-", at most 40`
    )
  }
  return ok({ name, capability: `${name}:${own}`, scope: '', terms: { type: 'name', name: own } })
}

function readScope(name: CapabilityName, scope: string | null): Result<Permission, string> {
  const made = (text: string, terms: ScopeTerms): Result<Permission, string> =>
    ok({ name, capability: name, scope: text, terms })
  const expected = `it is written ${CAPABILITIES[name].syntax}, like ${CAPABILITIES[name].example}`
  switch (name) {
    case 'market-data:read':
      return readMarket(scope, made, expected)
    case 'account:read':
    case 'positions:read':
    case 'orders:read':
    case 'orders:place':
      if (scope === null) return made('', { type: 'account', account: null })
      if (!/^[a-z0-9][a-z0-9_-]{0,39}$/.test(scope)) return err(`names no account; ${expected}`)
      return made(scope, { type: 'account', account: scope })
    case 'net:connect': {
      if (scope === null) return err(`names no host; ${expected}`)
      const read = readNetScope(scope)
      return read.ok ? made(read.value.text, { type: 'net', ...read.value.scope }) : read
    }
    case 'storage':
      return readStorage(scope, made, expected)
    case 'agent:llm':
      return readModel(scope, made, expected)
    case 'secrets':
    case 'notify':
      return err(`names none; ${expected}`)
    default:
      if (scope !== null) return err(`has a limit after "@", and takes none`)
      return made('', { type: 'none' })
  }
}

type Made = (text: string, terms: ScopeTerms) => Result<Permission, string>

function readMarket(scope: string | null, made: Made, expected: string) {
  if (scope === null) return made('', { type: 'market', symbols: '*', timeframes: null })
  const [symbols = '', list, ...rest] = scope.split('/')
  const isMarket = VENUES.some((venue) => symbols === `${venue}.*`)
  if (rest.length > 0 || (symbols !== '*' && !isMarket && !isSymbol(symbols))) {
    return err(`names no symbol or market; ${expected}`)
  }
  if (list === undefined) {
    const text = symbols === '*' ? '' : symbols
    return made(text, { type: 'market', symbols, timeframes: null })
  }
  const timeframes = [...new Set(list.split(','))]
  if (!timeframes.every(isTimeframe)) return err(`names a timeframe that is none; ${expected}`)
  timeframes.sort()
  return made(`${symbols}/${timeframes.join(',')}`, { type: 'market', symbols, timeframes })
}

function readStorage(scope: string | null, made: Made, expected: string) {
  const kilobytes = scope === null ? STORAGE_KB_DEFAULT : wholeNumber(scope, STORAGE_KB_MAX)
  if (kilobytes === null) return err(`must be 1 to ${STORAGE_KB_MAX} kilobytes; ${expected}`)
  return made(String(kilobytes), { type: 'storage', kilobytes })
}

function readModel(scope: string | null, made: Made, expected: string) {
  const found = /^([a-z][a-z0-9_-]{0,39})(?:\/(\d+))?$/.exec(scope ?? '')
  const tokens = found?.[2] === undefined ? TOKENS_DEFAULT : wholeNumber(found[2], TOKENS_MAX)
  if (!found || tokens === null) return err(`names no provider of models; ${expected}`)
  const provider = found[1]!
  return made(`${provider}/${tokens}`, { type: 'model', provider, tokensADay: tokens })
}

function wholeNumber(text: string, max: number): number | null {
  if (!/^[1-9]\d{0,9}$/.test(text)) return null
  return Number(text) <= max ? Number(text) : null
}
