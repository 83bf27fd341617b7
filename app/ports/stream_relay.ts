/** What other hosts of this installation told. */
export interface RelayListener {
  told(channel: string, body: Readonly<Record<string, unknown>>): void
  /** Something that they told may not have come. */
  missed(): void
}

/** Tells the other hosts of an installation what happens here, and hears what happens there. */
export interface StreamRelay {
  /** Whether it reaches others now. */
  readonly isOpen: boolean
  /** Never throws, never waits; what cannot be told now is lost, which the others notice. */
  tell(channel: string, body: Readonly<Record<string, unknown>>): void
  close(): void
}
