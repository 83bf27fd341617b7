/** What a person may ask of a running engine. */
export type CommandKind =
  | 'place_order'
  | 'check_order'
  | 'replace_order'
  | 'cancel_order'
  | 'close_position'
  | 'reduce_position'
  | 'flatten'
  | 'halt'
  | 'reduce_only'
  | 'resume'
  | 'change_limits'
  | 'withdraw_limits'
  | 'set_bias'
  | 'add_instruments'
  | 'set_fx_rate'
  | 'reconcile'
  | 'resolve_discrepancy'
  | 'start_strategy'
  | 'pause_strategy'
  | 'resume_strategy'
  | 'stop_strategy'
  | 'change_parameters'
  | 'enable_rule'
  | 'disable_rule'
  | 'enable_agent'
  | 'disable_agent'

/** A command as it was written down; `body` is data of strangers until it was looked at. */
export interface CommandRow {
  /** The idempotency key: a command written twice is one. */
  readonly id: string
  readonly account: string
  readonly kind: string
  readonly body: unknown
  /** Who wrote it. */
  readonly actor: string
  /** After this instant it is refused instead of carried out; `null` for never. */
  readonly expiresMs: number | null
}

/** Where a command stands. */
export interface CommandState {
  readonly status: 'waiting' | 'done' | 'refused'
  readonly detail: Readonly<Record<string, unknown>> | null
}

/** A command to be written down. */
export interface NewCommand {
  readonly id: string
  readonly account: string
  readonly kind: CommandKind
  readonly body: Readonly<Record<string, unknown>>
  readonly actor: string
  readonly expiresMs: number | null
}

/** Commands to the engine, as rows: they survive a crash, and any process may write them. */
export interface CommandInbox {
  /**
   * Writes a command, unless its id is there already, and wakes the engine. Says where it stands; an id
   * that belongs to a command of another kind, account or body is `refused`, and that one stays as it is.
   */
  write(command: NewCommand): Promise<CommandState>
  state(id: string): Promise<CommandState | null>
  /** Commands of an account without an outcome, in the order in which they were written. */
  waiting(account: string): Promise<readonly CommandRow[]>
  /** Calls `wake` when something was written; returns what ends it. Wakes may be missed: ask now and then. */
  watch(wake: () => void): Promise<() => Promise<void>>
}
