/** What of the log the terminal shows; may change while the process runs. */
export interface LogForm {
  /** From which level lines are shown; `null` for warnings, and what the engine says of itself. */
  level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent' | null
  /** `null`: text in a checkout, JSON in production. */
  format: 'text' | 'json' | null
}

/** Begins with what the environment says; the settings say the rest once the database is open. */
export const logForm: LogForm = { level: null, format: null }
