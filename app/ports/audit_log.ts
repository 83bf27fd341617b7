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

/** The append-only, hash-chained record of what was done, by whom. */
export interface AuditLog {
  /** Writes entries in order, all or none. Resolves when they are durable. */
  append(...entries: readonly AuditEntry[]): Promise<void>
  /** Latest rows first. */
  list(filter: { readonly subject?: string; readonly limit: number }): Promise<AuditRow[]>
  /** Whether a row with this hash is there; who kept a hash elsewhere can tell this log from another. */
  has(hash: string): Promise<boolean>
  /** Follows the whole chain; `null` when every row fits. */
  verify(): Promise<{ readonly rows: number; readonly broken: AuditBreak | null }>
}
