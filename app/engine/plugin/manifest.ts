import type { AssetClass } from '#kernel/instrument/instrument.js'
import type { Venue } from '#kernel/instrument/venue.js'
import type { Timeframe } from '#kernel/market/timeframe.js'

/**
 * What `aq-plugin.json` says about a plugin: see `resources/schemas/aq-plugin.schema.json`, which says
 * the same for editors. Everything that a manifest may leave out has its default here.
 */
export interface Manifest {
  readonly manifestVersion: 1
  /** Stable name: small letters, digits, single `-` or `_`. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly version: string
  readonly kind: RunningKind
  readonly engines: { readonly aq: string; readonly sdk: number }
  /** Path of the bundle inside a package; there is one. */
  readonly entry: 'dist/plugin.js'
  readonly publisher: ManifestPublisher
  readonly license?: string
  readonly permissions: readonly ManifestPermission[]
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>
  /** What it listens to; no timeframes means any. */
  readonly subscriptions: { readonly timeframes: readonly Timeframe[]; readonly maxSymbols: number }
  /** What it asks to use; the host's caps win. */
  readonly limits: ManifestLimits
  /** Markets it is made for; none named means any. */
  readonly markets: readonly Venue[]
  /** What it is made to trade; none named means any. */
  readonly assetClasses: readonly AssetClass[]
  /** Bars it wants to see before it acts, for catalogues; what its code says counts. */
  readonly warmupBars: number
  /** Whether the same events always give the same answers. */
  readonly determinism: 'deterministic' | 'external'
  readonly risk: ManifestRisk
  /** Where the code comes from, as its publisher says; nothing checks it. */
  readonly provenance?: ManifestProvenance
}

/** Kinds of plugin that have a name. */
export const PLUGIN_KINDS = [
  'strategy',
  'risk-rule',
  'indicator',
  'data-source',
  'broker',
  'agent',
  'notifier',
  'exporter',
] as const
export type PluginKind = (typeof PLUGIN_KINDS)[number]

/** Kinds of plugin that run; a manifest of another kind is refused. */
export const RUNNING_KINDS = ['strategy', 'risk-rule', 'agent', 'broker'] as const
export type RunningKind = (typeof RUNNING_KINDS)[number]

/** Who answers for a plugin. */
export interface ManifestPublisher {
  readonly id: string
  readonly name: string
  readonly url?: string
  /** The key that must have signed the package: 16 hexadecimal digits. */
  readonly keyId?: string
}

/** What a plugin asks to use while it runs. */
export interface ManifestLimits {
  /** Heap, MB: 8 to 128. */
  readonly memoryMb: number
  /** Longest time of one answer, ms: 5 to 1000. */
  readonly timeoutMs: number
  /** Lines of log a minute: 0 to 600. */
  readonly logPerMin: number
  /**
   * Storage of its own, KB: 0 to 10,240. The quota is what the permission `storage` asks for, which is
   * never more than this; nothing is kept without it.
   */
  readonly storageKb: number
}

/** Upper bounds that the kernel enforces whatever the plugin says. */
export interface ManifestRisk {
  readonly shortAllowed: boolean
  /** Gross exposure as a multiple of equity: 0.01 to 20. */
  readonly leverageMax: number
  /** Largest position in one symbol, in percent of equity: 0.01 to 2000. Without one, 100 x `leverageMax`. */
  readonly maxPositionPct: number
}

/** Where a plugin's code comes from. */
export interface ManifestProvenance {
  /** Address of the repository. */
  readonly source?: string
  readonly commit?: string
  readonly buildTool?: string
  readonly sdkVersion?: string
}

/** What a plugin asks for, with the reason that its user is shown. */
export interface ManifestPermission {
  readonly id: string
  readonly reason: string
  readonly optional?: boolean
}

/** A parameter: declared once, read by the command line, forms, the optimiser and the author's types. */
export type ParameterDeclaration = NumericParameter | BooleanParameter | ChoiceParameter

interface Labelled {
  readonly label?: string
  readonly description?: string
  /** Unit in words: `bars`, `of equity`. */
  readonly unit?: string
}

/** A whole number (`integer`) or any number (`number`) within bounds, both included. */
export interface NumericParameter extends Labelled {
  readonly type: 'integer' | 'number'
  readonly default: number
  readonly min?: number
  readonly max?: number
  /** Step of forms and of the optimiser; values in between are allowed. */
  readonly step?: number
}

/** Yes or no. */
export interface BooleanParameter extends Labelled {
  readonly type: 'boolean'
  readonly default: boolean
}

/** One of a list of texts. */
export interface ChoiceParameter extends Labelled {
  readonly type: 'choice'
  readonly default: string
  readonly options: readonly string[]
}

/** A value that a parameter can have. */
export type ParameterValue = number | boolean | string

/** One thing wrong with a manifest: where, and what would be right. */
export interface ManifestFault {
  /** Path of the field, `parameters.fast.max`; empty for the file as a whole. */
  readonly field: string
  readonly message: string
}
