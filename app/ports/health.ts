/** Parts of a running installation that are looked at again and again. */
export type HealthKind =
  'host' | 'database' | 'clock' | 'queues' | 'redis' | 'market' | 'account' | 'plugin'

/** `idle`: there is nothing to do for it now, as in a closed market; `warn` works but deserves a look. */
export type HealthState = 'ok' | 'idle' | 'warn' | 'fail'

/** How one part was found at one look. */
export interface HealthReading {
  /** Which part: `database`, `account:paper`. */
  readonly key: string
  readonly kind: HealthKind
  /** What people call it, such as the name of the account; its key where it has no other. */
  readonly name: string
  readonly state: HealthState
  /** Which words say it: `running`, `not_reached`. */
  readonly code: string
  /** What was said by what failed, as it came; `null` when there is nothing to add. */
  readonly detail: string | null
  /** Measures with their units in their names; `null` where the system does not tell. */
  readonly figures: Readonly<Record<string, number | null>>
}

/** Looks at some parts. */
export interface HealthProbe {
  readonly name: string
  /**
   * How its parts stand now. What fails of a part is in its reading. An account or plugin that is not named any
   * more is gone; of another part that is not named, and of all where it throws or takes too long, nothing is known.
   */
  look(): Promise<readonly HealthReading[]>
}

/** Measures of the process and its machine since the last time they were asked for. */
export interface HostVitals {
  /** How late the event loop was, ms: 99 of 100 turns were quicker, and the slowest. */
  readonly lagMs: number
  readonly lagMaxMs: number
  readonly residentMb: number
  readonly heapMb: number
  /** Parts of one core, 0.25 for a quarter. */
  readonly cpuPart: number
  readonly memoryFreeMb: number
  readonly diskFreeMb: number
  readonly upMs: number
}

/** Measures the process itself. */
export interface HostMeter {
  read(): Promise<HostVitals>
  close(): void
}

/** What one question to the database tells. */
export interface DatabasePulse {
  readonly roundTripMs: number
  /** Clock of the database less that of the host, ms; true to half the round trip. */
  readonly skewMs: number
  /** Commands to the engine without an outcome, and the age of the oldest of them, ms; 0 without any. */
  readonly waiting: number
  readonly oldestMs: number
}

/** Asks the database how it is. Rejects when it does not answer in time. */
export interface DatabaseMeter {
  read(): Promise<DatabasePulse>
}

/** Asks Redis how it is: the round trip in ms. Rejects when it does not answer in time. */
export interface RedisMeter {
  read(): Promise<number>
  close(): void
}
