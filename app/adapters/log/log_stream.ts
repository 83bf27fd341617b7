import type { LineScrubber } from './line_scrubber.js'
import type { RotatingFile } from './rotating_file.js'
import { terminalLine } from './terminal_line.js'

/** Numbers of levels as pino gives them to a stream. */
const LEVELS = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: 100,
} as const
export type LogLevel = keyof typeof LEVELS

/** Pino tells a stream with this mark the level of each line. */
const METADATA = Symbol.for('pino.metadata')

/** Where lines go. */
export interface LogPlaces {
  readonly scrubber: LineScrubber
  readonly terminal: {
    /** From which level lines are shown, and from which those that the product says of itself (`area`). */
    readonly level: LogLevel
    readonly areaLevel: LogLevel
    readonly isJson: boolean
    readonly isColoured: boolean
    write(text: string): void
  }
  /** Every line, as JSON; `null` for none. */
  readonly file: RotatingFile | null
}

/** The one stream behind the logger: nothing passes it that was not scrubbed. */
export class LogStream {
  readonly [METADATA] = true
  /** Set by pino before each line. */
  lastLevel: number = LEVELS.info

  constructor(private readonly places: LogPlaces) {}

  write(line: string): void {
    const { scrubber, terminal, file } = this.places
    const level = line.includes('"area":"') ? terminal.areaLevel : terminal.level
    const isShown = this.lastLevel >= LEVELS[level]
    if (!isShown && file === null) return
    const clean = scrubber.clean(line)
    file?.write(clean)
    if (!isShown) return
    terminal.write(terminal.isJson ? clean : `${terminalLine(clean, terminal.isColoured)}\n`)
  }
}

/** The lower of two levels: what a logger must let through for both. */
export function lowerLevel(left: LogLevel, right: LogLevel): LogLevel {
  return LEVELS[left] <= LEVELS[right] ? left : right
}
