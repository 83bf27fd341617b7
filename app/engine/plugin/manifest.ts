/**
 * What `aq-plugin.json` says about a plugin: see `resources/schemas/aq-plugin.schema.json`, which says
 * the same for editors.
 */
export interface Manifest {
  readonly manifestVersion: 1
  /** Stable name: small letters, digits, single `-` or `_`. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly version: string
  readonly kind: PluginKind
  readonly engines: { readonly aq: string; readonly sdk: number }
  readonly publisher: { readonly id: string; readonly name: string; readonly url?: string }
  readonly license?: string
  readonly permissions: readonly ManifestPermission[]
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>
  /** Upper bounds that the kernel enforces. */
  readonly risk: { readonly shortAllowed: boolean; readonly leverageMax: number }
}

/** Kinds of plugin. Only strategies run so far. */
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
