/** An open connection on which one client is told what happens. */
export interface StreamLine {
  /** Characters that were sent and that the client has not taken yet. */
  readonly waiting: number
  /** Sends one message, a JSON text without line breaks, behind those before it. Never throws, never waits. */
  send(text: string): void
  /** Ends the answer behind what was sent. */
  end(): void
  /** Cuts the connection; what waits is gone. */
  cut(): void
}

/** Sessions of people, as far as streams ask about them. */
export interface SessionRecords {
  /** Those of these ids that are in force. */
  inForce(ids: readonly string[]): Promise<ReadonlySet<string>>
}
