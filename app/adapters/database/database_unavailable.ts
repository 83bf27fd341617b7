/**
 * The database cannot be reached, started or used. The message is one sentence for a person that
 * says what is wrong and what to do; `cause` keeps the technical error.
 */
export class DatabaseUnavailable extends Error {
  readonly code = 'E_DATABASE_UNAVAILABLE'

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'DatabaseUnavailable'
  }
}
