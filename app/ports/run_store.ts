/** A backtest as it is kept: everything needed to show it and to repeat it. */
export interface StoredRun {
  readonly id: string
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly engineVersion: string
  /** Per strategy: plugin, version, hash of its bundle, parameters, warm-up. Plain data. */
  readonly strategies: readonly StoredStrategy[]
  /**
   * The whole configuration of the simulation, what else was asked for, and the run's risk rules and
   * agents (`rules` and `agents`, lists of StoredPlugin). Plain data.
   */
  readonly settings: Readonly<Record<string, unknown>>
  /** Per series: id, revision, hash of its columns, range. Plain data. */
  readonly data: readonly StoredSeries[]
  /** The figures of the run. Plain data. */
  readonly metrics: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly orderListHash: string
  readonly signalListHash: string
  readonly summary: RunSummary
}

/** A plugin of a stored run. */
export interface StoredPlugin {
  readonly id: string
  readonly version: string
  readonly bundleSha256: string
  /** Hash of the installed package; `null` or absent for a plugin that ran from its folder. */
  readonly contentHash?: string | null
  readonly parameters: Readonly<Record<string, number | boolean | string>>
}

/** A strategy of a stored run. */
export interface StoredStrategy extends StoredPlugin {
  readonly warmupBars: number
  readonly symbols: readonly string[]
}

/** A series that a stored run read. */
export interface StoredSeries {
  readonly symbol: string
  readonly role: 'traded' | 'benchmark'
  readonly timeframe: string
  readonly seriesId: number
  readonly revision: number
  readonly contentHash: string
  readonly fromIndex: number
  readonly toIndex: number
}

/** What a list of runs shows. */
export interface RunSummary {
  readonly title: string
  readonly symbols: readonly string[]
  readonly fromDate: string
  readonly toDate: string
  readonly currency: string
  readonly finalEquity: number
  readonly totalReturn: number
  readonly sharpe: number | null
  readonly maxDrawdown: number
  readonly trades: number
}

/**
 * What belongs to a run besides its row: `model` (report model, JSON), `report_html`, `evidence` (signal
 * rows), `reasons` (JSON), and `bundle:<n>` (the code that ran: strategies, then risk rules, then agents).
 */
export interface RunArtifact {
  readonly kind: string
  readonly body: Buffer
}

/**
 * Runs of the same strategies on the same symbols, whatever their parameters and dates: the more were tried,
 * the less the best of them says.
 */
export interface Tries {
  readonly tries: number
  /** Different spans of dates among them. */
  readonly spans: number
}

/** Keeps runs. A run is stored whole or not at all. */
export interface RunStore {
  save(run: StoredRun, artifacts: readonly RunArtifact[]): Promise<void>
  /** Newest first; `after` is the id of the run after which the list goes on. */
  list(limit: number, after?: string): Promise<StoredRun[]>
  /** The run of an id, or of the only id that begins so; `null` when there is none. */
  find(idOrPrefix: string): Promise<StoredRun | null>
  /** Ids that begin with a text, newest first, at most ten. */
  idsLike(prefix: string): Promise<string[]>
  /** How often the same strategies were tried on the same symbols, this run among them. */
  countTries(run: Pick<StoredRun, 'strategies' | 'summary'>): Promise<Tries>
  artifact(runId: string, kind: string): Promise<Buffer | null>
  /** Removes a run with its artifacts; false when there is none. */
  remove(runId: string): Promise<boolean>
}
