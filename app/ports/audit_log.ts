/** Who did something: `owner`, `cli`, `token:<name>`, `host`, `plugin:<id>`. */
export type Actor = string

/** One thing that happened, as it is written down. */
export interface AuditEntry {
  readonly actor: Actor
  /** `plugin.installed`, `grant.given`, `plugin.killed`, `effect.refused`: area, dot, past tense. */
  readonly action: string
  /** What it happened to: `plugin:momentum`, `key:0123456789abcdef`. */
  readonly subject: string
  /** Plain data; never a secret. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** An entry with its place in the chain. */
export interface AuditRow extends AuditEntry {
  /** 1, 2, 3 ... without gaps. */
  readonly sequence: number
  readonly atMs: number
  /** Hash of the row before; 64 zeros for the first. */
  readonly previousHash: string
  /** SHA-256 of the canonical JSON of everything else in the row. */
  readonly hash: string
}

/** Where a chain was found broken: the first row that does not fit, and why. */
export interface AuditBreak {
  readonly sequence: number
  readonly reason: string
}

/** Which rows are wanted; what is left out does not matter. */
export interface AuditFilter {
  readonly subject?: string | undefined
  readonly actor?: string | undefined
  /** One action, or an area: `user` has `user.added` and the like. */
  readonly action?: string | undefined
  /** From this instant on, and before that one; UTC epoch ms. */
  readonly sinceMs?: number | undefined
  readonly untilMs?: number | undefined
  /** Only rows of a smaller number: what follows on the next page. */
  readonly before?: number | undefined
  readonly limit: number
}

/** The append-only, hash-chained record of what was done, by whom. */
export interface AuditLog {
  /** Writes entries in order, all or none. Resolves when they are durable. */
  append(...entries: readonly AuditEntry[]): Promise<void>
  /** Latest rows first. */
  list(filter: AuditFilter): Promise<AuditRow[]>
  /** Number of the last row, 0 for none. */
  last(): Promise<number>
  /** Whether a row with this hash is there; who kept a hash elsewhere can tell this log from another. */
  has(hash: string): Promise<boolean>
  /** Follows the whole chain; `null` when every row fits. */
  verify(): Promise<{ readonly rows: number; readonly broken: AuditBreak | null }>
}
