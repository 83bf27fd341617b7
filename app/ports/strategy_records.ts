import type { Timeframe } from '#kernel/market/timeframe.js'
import type { StrategySettings } from '#kernel/state.js'
import type { Environment } from './plugin_records.js'

/** What a person wants of a strategy. `paused`: it sees the market and may only reduce what it holds. */
export type StrategyWanted = 'running' | 'paused' | 'stopped'

/**
 * Where a strategy stands. `waiting`: its process ended and comes again; `refused`: it may not run just now;
 * `failed`: it cannot run until a person does something.
 */
export type StrategyState =
  'created' | 'starting' | 'running' | 'paused' | 'waiting' | 'refused' | 'failed' | 'stopped'

/** A strategy of an account: a plugin with parameters and instruments. */
export interface StrategyRow {
  readonly account: string
  /** Names it within the account; what the kernel, orders and positions call it. */
  readonly name: string
  readonly plugin: string
  readonly environment: Environment
  readonly timeframe: Timeframe
  /** In the order in which the plugin sees them. */
  readonly symbols: readonly string[]
  /** As a person wrote them. */
  readonly parameters: Readonly<Record<string, string>>
  /** 1 for those that it was created with, and one more for each change. */
  readonly parametersVersion: number
  /** What the kernel knows of it. */
  readonly settings: StrategySettings
  readonly wanted: StrategyWanted
  readonly state: StrategyState
  /** Why it is in that state; `null` when there is nothing to say. */
  readonly reason: string | null
  /** Version that runs or ran last; `null` before its first start. */
  readonly version: string | null
  /** Processes that were started for it so far. */
  readonly starts: number
  /** Since when it is in that state, UTC epoch ms. */
  readonly stateMs: number
  /** When its process is started again, UTC epoch ms; `null` unless one that ended waits for that. */
  readonly againMs: number | null
  readonly createdBy: string
  readonly createdMs: number
}

/** A strategy to be written down. */
export type NewStrategy = Pick<
  StrategyRow,
  | 'account'
  | 'name'
  | 'plugin'
  | 'environment'
  | 'timeframe'
  | 'symbols'
  | 'parameters'
  | 'settings'
  | 'createdBy'
  | 'createdMs'
>

/** Which strategy is meant. */
export interface StrategyKey {
  readonly account: string
  readonly name: string
}

/** Something that happened to a strategy. */
export interface StrategyEvent {
  /** `created`, `started`, `paused`, `stopped`, `failed` ... */
  readonly event: string
  readonly detail: string | null
  readonly actor: string
  readonly atMs: number
}

/** A line that a strategy wrote, or that was written about it. */
export interface StrategyLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly text: string
  readonly atMs: number
}

/** A line with its number, which grows. */
export interface NumberedLogLine extends StrategyLogLine {
  readonly number: number
}

/** What a strategy said of itself: its `state()`, JSON. */
export interface StrategySnapshot {
  readonly state: string
  readonly atMs: number
}

/** A risk rule that is asked about every order of an account that opens. */
export interface AccountRule {
  readonly plugin: string
  readonly parameters: Readonly<Record<string, string>>
}

/** An agent that watches an account and may tighten its limits. */
export type AccountAgent = AccountRule

/** A change of what is known of a running strategy. */
export type StrategyChange = Partial<
  Pick<StrategyRow, 'wanted' | 'state' | 'reason' | 'version' | 'starts' | 'againMs'>
>

/** The tables of strategies. */
export interface StrategyRecords {
  /**
   * Writes a strategy; false when the account has one of that name. Under `key`, where one is given, no other
   * is ever made.
   */
  create(strategy: NewStrategy, key?: string): Promise<boolean>
  /** The strategy that was made under a key; `null` where none was. */
  madeUnder(key: string): Promise<StrategyRow | null>
  /** Strategies of an account, or of all, by account and name. */
  list(account?: string): Promise<readonly StrategyRow[]>
  find(key: StrategyKey): Promise<StrategyRow | null>
  /** Changes a row and writes the event with it, both or none. */
  change(key: StrategyKey, change: StrategyChange, event: StrategyEvent | null): Promise<void>
  /** The last events, newest first. */
  events(key: StrategyKey, limit: number): Promise<readonly StrategyEvent[]>
  /** Adds lines; the oldest go when there are too many. */
  addLines(key: StrategyKey, lines: readonly StrategyLogLine[]): Promise<void>
  /** The last lines after a number, oldest first. */
  lines(
    key: StrategyKey,
    filter: { readonly limit: number; readonly after: number }
  ): Promise<readonly NumberedLogLine[]>
  saveSnapshot(key: StrategyKey, snapshot: StrategySnapshot): Promise<void>
  snapshot(key: StrategyKey): Promise<StrategySnapshot | null>
  /** The plugin rules of an account, by id. */
  rules(account: string): Promise<readonly AccountRule[]>
  /** Enables a rule for an account, or changes its parameters. */
  setRule(account: string, rule: AccountRule, actor: string): Promise<void>
  /** Disables a rule; whether it was enabled. */
  removeRule(account: string, plugin: string): Promise<boolean>
  /** The agents of an account, by id. */
  agents(account: string): Promise<readonly AccountAgent[]>
  /** Enables an agent for an account, or changes its parameters. */
  setAgent(account: string, agent: AccountAgent, actor: string): Promise<void>
  /** Disables an agent; whether it was enabled. */
  removeAgent(account: string, plugin: string): Promise<boolean>
}
