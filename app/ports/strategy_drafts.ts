import type { StrategyKey } from './strategy_records.js'

/** The parameters of a strategy from a change on, as a person wrote them. */
export interface ParametersVersion {
  /** 1 for those that it was created with. */
  readonly version: number
  readonly parameters: Readonly<Record<string, string>>
  readonly actor: string
  readonly reason: string
  readonly atMs: number
}

/** Parameters that somebody is writing; they run nowhere. A strategy has one draft at most. */
export interface StrategyDraft {
  readonly parameters: Readonly<Record<string, string>>
  /** Version of the parameters that it began with. */
  readonly base: number
  readonly actor: string
  readonly atMs: number
}

/** Drafts and versions of the parameters of strategies. */
export interface StrategyDrafts {
  draft(key: StrategyKey): Promise<StrategyDraft | null>
  /** Writes the draft of a strategy, in the place of the one before. */
  saveDraft(key: StrategyKey, draft: StrategyDraft): Promise<void>
  /** Removes a draft; whether there was one. */
  removeDraft(key: StrategyKey): Promise<boolean>
  /** The newest first, at most `limit`. */
  versions(key: StrategyKey, limit: number): Promise<readonly ParametersVersion[]>
  /**
   * Makes these the parameters of a strategy, with the event that tells it, and removes its draft; false,
   * and nothing is changed, unless its parameters are those of the version before.
   */
  change(key: StrategyKey, next: ParametersVersion): Promise<boolean>
}
