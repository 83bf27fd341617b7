import type { BarFileProblem } from '#ports/bar_file.js'

/** Where each field of a bar stands in a row; `volume` is -1 when the file has none. */
export interface BarLayout {
  readonly separator: number
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** Names of all columns as the header writes them. */
  readonly names: readonly string[]
  /** Names of columns that hold none of the fields. */
  readonly ignored: readonly string[]
  /** Whether the time column says that its times are UTC (`time_utc`). */
  readonly saysUtc: boolean
}

type Field = 'time' | 'open' | 'high' | 'low' | 'close' | 'volume'

const TIME_NAME = /^(time|timestamp|date|datetime|ts)(_[a-z0-9_]+)?$/
const ALIASES: Readonly<Record<string, Field>> = {
  open: 'open',
  o: 'open',
  high: 'high',
  h: 'high',
  low: 'low',
  l: 'low',
  close: 'close',
  c: 'close',
  volume: 'volume',
  vol: 'volume',
  v: 'volume',
}
const EXAMPLE = 'time,open,high,low,close,volume'

/** Understands the header line; problems name line 1. */
export function readHeader(line: Uint8Array, needsVolume: boolean): BarLayout | BarFileProblem[] {
  const text = decodeUtf8(line)
  if (text === null) {
    return [wholeLine('is not UTF-8 text; save the file as CSV in UTF-8')]
  }
  if (text.includes('\r')) {
    return [wholeLine('line ends are bare carriage returns; save the file with line feeds')]
  }
  const separator = separatorOf(text)
  const names = splitCells(text, separator)
  if (names.some((name) => /^[+-]?\d[\d.:TZ -]*$/.test(name))) {
    return [wholeLine(`looks like data; a header such as ${EXAMPLE} must come first`)]
  }
  const places = new Map<Field, number>()
  const problems: BarFileProblem[] = []
  const ignored: string[] = []
  names.forEach((name, index) => {
    const field = fieldOf(name)
    if (field === null) {
      ignored.push(name)
    } else if (places.has(field)) {
      const first = names[places.get(field)!]!
      const advice =
        field === 'time' ? 'join date and time in one column' : 'keep only one of the two'
      problems.push({
        line: 1,
        column: name,
        value: null,
        message: `holds the ${field} as column ${first} does; ${advice}`,
      })
    } else {
      places.set(field, index)
    }
  })
  problems.push(...missingColumns(places, names, needsVolume))
  if (problems.length > 0) return problems
  const at = (field: Field) => places.get(field) ?? -1
  return {
    separator: separator.charCodeAt(0),
    time: at('time'),
    open: at('open'),
    high: at('high'),
    low: at('low'),
    close: at('close'),
    volume: at('volume'),
    names,
    ignored,
    saysUtc: normalize(names[at('time')]!).endsWith('_utc'),
  }
}

function missingColumns(
  places: ReadonlyMap<Field, number>,
  names: readonly string[],
  needsVolume: boolean
): BarFileProblem[] {
  const problems: BarFileProblem[] = []
  for (const field of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) {
    if (places.has(field) || (field === 'volume' && !needsVolume)) continue
    const advice =
      field === 'volume'
        ? 'add it, or say --no-volume to store 0'
        : field === 'time'
          ? 'call it time, timestamp, date or datetime'
          : 'add it'
    const found = names.map((name) => name.slice(0, 40)).slice(0, 12)
    problems.push({
      line: 1,
      column: field,
      value: null,
      message: `is missing from the header (it has: ${found.join(', ')}); ${advice}`,
    })
  }
  return problems
}

/** `Adj Close` and `adj_close` are the same name. */
function normalize(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}

function fieldOf(name: string): Field | null {
  const normal = normalize(name)
  if (TIME_NAME.test(normal)) return 'time'
  return Object.hasOwn(ALIASES, normal) ? ALIASES[normal]! : null
}

function separatorOf(text: string): ',' | ';' | '\t' {
  if (text.includes(',')) return ','
  if (text.includes(';')) return ';'
  return text.includes('\t') ? '\t' : ','
}

function splitCells(text: string, separator: string): string[] {
  return text.split(separator).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim()
  )
}

function wholeLine(message: string): BarFileProblem {
  return { line: 1, column: null, value: null, message }
}

/** The text of some bytes, or `null` when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
