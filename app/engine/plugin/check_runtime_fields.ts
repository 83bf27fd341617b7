import { parsePermission, STORAGE_KB_MAX } from '#engine/plugin_permissions/capability.js'
import type { AssetClass } from '#kernel/instrument/instrument.js'
import { VENUES } from '#kernel/instrument/venue.js'
import { TIMEFRAMES } from '#kernel/market/timeframe.js'
import type { FieldReader } from './field_reader.js'
import type {
  Manifest,
  ManifestLimits,
  ManifestPermission,
  ManifestProvenance,
  ManifestRisk,
  RunningKind,
} from './manifest.js'
import { VERSION } from './version_rules.js'

const ASSET_CLASSES: readonly AssetClass[] = ['equity', 'etf', 'index']
const LEVERAGE_MAX = 20
const SYMBOLS_MAX = 10_000

/** What a manifest may ask to use: bounds, and what it gets when it does not say. */
export const LIMIT_RULES = {
  memoryMb: { from: 8, to: 128, usual: 32 },
  timeoutMs: { from: 5, to: 1000, usual: 200 },
  logPerMin: { from: 0, to: 600, usual: 60 },
} as const

/** What the plugin listens to. */
export function readSubscriptions(file: FieldReader): Manifest['subscriptions'] {
  if (!file.has('subscriptions')) return { timeframes: [], maxSymbols: SYMBOLS_MAX }
  const field = file.object('subscriptions')
  field.refuseOthers(['timeframes', 'maxSymbols'])
  return {
    timeframes: field.choices('timeframes', TIMEFRAMES),
    maxSymbols: field.has('maxSymbols') ? field.integer('maxSymbols', 1, SYMBOLS_MAX) : SYMBOLS_MAX,
  }
}

/**
 * What the plugin asks to use. Its quota of storage is that of the permission `storage`, which people
 * consent to; a limit below it would be a second, hidden one and is a fault.
 */
export function readLimits(
  file: FieldReader,
  permissions: readonly ManifestPermission[]
): ManifestLimits {
  const field = file.has('limits') ? file.object('limits') : null
  field?.refuseOthers([...Object.keys(LIMIT_RULES), 'storageKb'])
  const read = (name: keyof typeof LIMIT_RULES): number => {
    const { from, to, usual } = LIMIT_RULES[name]
    return field?.has(name) === true ? field.integer(name, from, to) : usual
  }
  return {
    memoryMb: read('memoryMb'),
    timeoutMs: read('timeoutMs'),
    logPerMin: read('logPerMin'),
    storageKb: readStorage(field, storageAskedKb(permissions)),
  }
}

function readStorage(field: FieldReader | null, askedKb: number): number {
  if (field?.has('storageKb') !== true) return askedKb
  const storageKb = field.integer('storageKb', 0, STORAGE_KB_MAX)
  if (storageKb < askedKb) {
    field.fault(
      'storageKb',
      `must be at least the ${askedKb} that the permission storage asks for, was ${storageKb}`
    )
  }
  return storageKb
}

/** Kilobytes that the permission `storage` asks for; 0 without it. */
function storageAskedKb(permissions: readonly ManifestPermission[]): number {
  for (const { id } of permissions) {
    const parsed = parsePermission(id)
    if (parsed.ok && parsed.value.terms.type === 'storage') return parsed.value.terms.kilobytes
  }
  return 0
}

/** Markets and asset classes. */
export function readMarkets(file: FieldReader): Pick<Manifest, 'markets' | 'assetClasses'> {
  return {
    markets: file.choices('markets', VENUES),
    assetClasses: file.choices('assetClasses', ASSET_CLASSES),
  }
}

/** Strategies and risk rules cannot be anything but deterministic: nothing outside answers them. */
export function readDeterminism(file: FieldReader, kind: RunningKind): Manifest['determinism'] {
  const mustBe = kind === 'strategy' || kind === 'risk-rule'
  if (!file.has('determinism')) return mustBe ? 'deterministic' : 'external'
  const chosen = file.choice('determinism', ['deterministic', 'external'])
  if (mustBe && chosen === 'external') {
    file.fault('determinism', `must be deterministic for a plugin of kind ${kind}`)
  }
  return chosen
}

/** The bounds that the kernel enforces. */
export function readRisk(file: FieldReader): ManifestRisk {
  if (!file.has('risk')) return { shortAllowed: false, leverageMax: 1, maxPositionPct: 100 }
  const risk = file.object('risk')
  risk.refuseOthers(['shortAllowed', 'leverageMax', 'maxPositionPct'])
  const shortAllowed = risk.has('shortAllowed') ? risk.boolean('shortAllowed') : false
  const leverageMax = risk.has('leverageMax') ? risk.number('leverageMax', 0.01, LEVERAGE_MAX) : 1
  const maxPositionPct = risk.has('maxPositionPct')
    ? risk.number('maxPositionPct', 0.01, 100 * LEVERAGE_MAX)
    : 100 * leverageMax
  return { shortAllowed, leverageMax, maxPositionPct }
}

/** Where the code comes from; `null` when the manifest does not say. */
export function readProvenance(file: FieldReader): ManifestProvenance | null {
  if (!file.has('provenance')) return null
  const field = file.object('provenance')
  field.refuseOthers(['source', 'commit', 'buildTool', 'sdkVersion'])
  return {
    ...field.optional('source', (name) => field.address(name)),
    ...field.optional('commit', (name) =>
      field.matching(name, /^[0-9a-f]{7,64}$/, 'must be 7 to 64 hexadecimal digits')
    ),
    ...field.optional('buildTool', (name) => field.text(name, 80)),
    ...field.optional('sdkVersion', (name) =>
      field.matching(name, VERSION, 'must be a version like 0.1.0')
    ),
  }
}
