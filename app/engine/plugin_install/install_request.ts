import type { ScanFinding } from '#engine/plugin_package/scan_bundle.js'
import type { Manifest } from '#engine/plugin/manifest.js'
import type { InstallState } from '#ports/plugin_record_store.js'
import type { PluginRecord, TrustLevel } from '#ports/plugin_records.js'
import type { InstallSource } from '#ports/plugin_source.js'

/** Actors that may neither install nor change plugins: these are decisions of people. */
const NOT_A_PERSON = /^(?:token|plugin):/

/** Why an actor may not install, change or grant; `null` when it may. */
export function refuseActor(actor: string): PluginRefusal | null {
  if (!NOT_A_PERSON.test(actor)) return null
  return refusal(
    'actor_refused',
    `${actor} may neither install nor change plugins: a person has to do it.`
  )
}

/** Which of the permissions that a manifest asks for are given; ids as in the manifest. */
export type GrantChoice = 'all' | 'required' | readonly string[]

/** What a person decided when asking for an install or an update. */
export interface InstallRequest {
  readonly source: InstallSource
  /** Who asks: see `Actor`. */
  readonly actor: string
  /** `null`: nothing was said, so a person must be asked. */
  readonly grant: GrantChoice | null
  /** Whether `grant` also answers for what an update asks for beyond the version before. */
  readonly acceptsMore: boolean
  /** What a person typed to confirm a dangerous permission; `null` when nothing was typed. */
  readonly confirmation: string | null
  /** Key that may be trusted though it was never seen. */
  readonly trustKeyId: string | null
  readonly allowUnsigned: boolean
  readonly allowDowngrade: boolean
  /** Id that may be installed though it looks like another one. */
  readonly acceptLookAlike: string | null
  /** The only id that will do; `null` when any will. */
  readonly expectedId: string | null
}

/** A key that was never seen, as a person is asked about it. */
export interface KeyQuestion {
  readonly keyId: string
  readonly pluginId: string
  readonly publisherId: string
  readonly publisherName: string
}

/** What a package asks for, as a person is asked about it. */
export interface ConsentQuestion {
  readonly manifest: Manifest
  readonly level: TrustLevel
  readonly findings: readonly ScanFinding[]
  /** Ids of permissions beyond those of the version before; `null` at a first install. */
  readonly more: readonly string[] | null
}

/** What a person gives, and what they typed to confirm it where that is asked for. */
export interface ConsentAnswer {
  readonly granted: GrantChoice
  readonly confirmation: string | null
}

/** Who is told how an install goes, and asked. Without the questions, what was not said is refused. */
export interface InstallObserver {
  /** Called when a state is durable; the next begins when the promise resolves. */
  state?(state: InstallState, installId: string): void | Promise<void>
  trustsKey?(question: KeyQuestion): Promise<boolean>
  /** Answers with what is given, or `null` to refuse. */
  consents?(question: ConsentQuestion): Promise<ConsentAnswer | null>
  /** Cancels; what was there before stays. */
  readonly signal?: AbortSignal
}

/** How an install or update ended well. */
export interface InstallOutcome {
  /** `staged`: stored, but the version before goes on until somebody accepts what it asks for. */
  readonly result: 'installed' | 'updated' | 'staged' | 'unchanged'
  readonly id: string
  readonly version: string
  readonly kind: string
  readonly level: TrustLevel
  readonly keyId: string | null
  readonly contentHash: string
  /** Permissions given for the environment `example`; ids as in the manifest. */
  readonly granted: readonly string[]
  /** What the plugin is now: an update ends no quarantine, and brings nothing back that was disabled. */
  readonly state: PluginRecord['state']
  /** Permissions beyond those of the version before, which a staged version waits for. */
  readonly waitsFor: readonly string[]
  readonly findings: readonly ScanFinding[]
}

/** Why nothing was changed. */
export interface PluginRefusal {
  readonly code: string
  /** One sentence: what, where, what would be right. */
  readonly message: string
  /** Further faults of the same package. */
  readonly more: readonly string[]
}

/** Failures of the world rather than of what a person asked for: another try may succeed. */
const OF_THE_WORLD = new Set([
  'unreachable',
  'disk_full',
  'unreadable',
  'not_stored',
  'content_changed',
  'interrupted',
])

/** Whether the world failed (a later try may succeed), rather than that what was asked for is refused. */
export function isFailureOfWorld({ code }: PluginRefusal): boolean {
  return OF_THE_WORLD.has(code)
}

/** A refusal in one sentence. */
export function refusal(
  code: string,
  message: string,
  more: readonly string[] = []
): PluginRefusal {
  return { code, message, more }
}
