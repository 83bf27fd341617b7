/** The right to trade the accounts of a database; one process has it. */
export interface TradingLease {
  /** The account's new fencing number, higher than any before it. */
  takeAccount(account: string): Promise<number>
  /** Resolves when the right is gone because the database went away; never after `release`. */
  readonly lost: Promise<void>
  release(): Promise<void>
}

/** Where the right to trade is asked for. */
export interface LeaseDesk {
  /** The lease, or who has it. */
  acquire(): Promise<
    | { readonly type: 'taken'; readonly lease: TradingLease }
    | { readonly type: 'held'; readonly by: string }
  >
}
