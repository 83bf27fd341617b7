import { createGuest, type LiveGuest } from '../live/live_guest.js'
import type { LiveKind } from '../live/setup.js'
import type { ManifestShape, ParametersOf } from '../strategy/define_strategy.js'
import { fromBase64 } from '../bytes/base64.js'
import { fromUtf8 } from '../bytes/utf8.js'

/** What every plugin under test can be given. */
export interface BenchOptions<M extends ManifestShape = ManifestShape> {
  /** The manifest's defaults where left out. */
  readonly parameters?: Partial<ParametersOf<M>>
  /** `backtest` when left out. */
  readonly environment?: 'backtest' | 'example' | 'paper' | 'live'
  /** The moment of the start, UTC epoch milliseconds; 2024-01-02 14:30 UTC when left out. */
  readonly atMs?: number
  /** Length of the run's bars, `1d`; '' when left out, as where the host does not tell. */
  readonly timeframe?: string
}

/** Something that a plugin asked for, as the host receives it. */
export type TestEffect = Readonly<Record<string, unknown>> & { readonly type: string }

/** Thrown by the test helpers when the plugin threw: message and stack are the plugin's own. */
export class PluginFailed extends Error {
  override readonly name = 'PluginFailed'

  constructor(
    failure: { readonly message: string; readonly stack?: string },
    /** The callback in which it happened: `assess`, `onBar`, ... */
    readonly where: string
  ) {
    super(failure.message)
    if (failure.stack !== undefined && failure.stack !== '') this.stack = failure.stack
  }
}

/** 2024-01-02 14:30 UTC. */
const START_MS = 1_704_205_800_000

interface Answer {
  readonly ok: boolean
  readonly value: unknown
  readonly effects: readonly TestEffect[]
  readonly logs: readonly { readonly text: string }[]
  readonly message?: string
  readonly stack?: string
  readonly where?: string
}

/**
 * A plugin driven by events through the very runtime that stands beside it when it runs: what it may
 * say is checked as it will be, so what passes a test passes there.
 */
export class LiveBench {
  readonly effects: TestEffect[] = []
  readonly logs: string[] = []
  atMs: number
  readonly #guest: LiveGuest = createGuest()

  constructor(
    definition: { readonly kind: LiveKind; readonly manifest: ManifestShape },
    options: BenchOptions
  ) {
    const fault = this.#guest.load(definition)
    if (fault !== '') throw new TypeError(fault)
    this.atMs = options.atMs ?? START_MS
    this.#take(
      this.#guest.start(
        JSON.stringify({
          kind: definition.kind,
          pluginId: definition.manifest.id,
          environment: options.environment ?? 'backtest',
          parameters: parametersOf(definition.manifest, options.parameters ?? {}),
          seed: 1,
          atMs: this.atMs,
          timeframe: options.timeframe ?? '',
          logPerMin: 1_000_000,
        })
      )
    )
  }

  /** Sends an event and answers with its value. Throws PluginFailed when the plugin throws. */
  send(event: Readonly<Record<string, unknown>> & { readonly type: string }): unknown {
    return this.#take(this.#guest.handle(JSON.stringify({ ...event, atMs: this.atMs })))
  }

  /** Effects of one type so far. */
  effectsOf(type: string): TestEffect[] {
    return this.effects.filter((one) => one.type === type)
  }

  #take(answerJson: string): unknown {
    const answer = JSON.parse(answerJson) as Answer
    for (const { text } of answer.logs) this.logs.push(text)
    if (!answer.ok) {
      throw new PluginFailed(
        { message: answer.message ?? '', ...(answer.stack && { stack: answer.stack }) },
        answer.where ?? ''
      )
    }
    this.effects.push(...answer.effects)
    return answer.value
  }
}

/** The text of bytes as they cross: base64 of UTF-8. */
export function textOfBase64(base64: string): string {
  return fromUtf8(fromBase64(base64))
}

/** The manifest's defaults with what is given in their place. Throws a RangeError for an unknown name. */
export function parametersOf(
  manifest: ManifestShape,
  given: Readonly<Record<string, unknown>>
): Record<string, number | boolean | string> {
  const values: Record<string, number | boolean | string> = {}
  for (const [name, declared] of Object.entries(manifest.parameters ?? {})) {
    values[name] = declared.default
  }
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(values, name)) {
      throw new RangeError(`${manifest.id} has no parameter "${name}"`)
    }
    if (value !== undefined) values[name] = value as number | boolean | string
  }
  return values
}
