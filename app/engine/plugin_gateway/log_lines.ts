import { visible } from '#engine/plugin/visible.js'
import { type Redactor } from './secret_text.js'

/** Levels of a log line. */
const LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** A line of a plugin's log, safe to show: one line, visible characters, no value of a secret. */
export interface CleanLogLine {
  readonly level: (typeof LEVELS)[number]
  readonly text: string
}

/** Longest line, in bytes. */
const LINE_BYTES_MAX = 2048

/** A line as it came from a plugin, made safe; `null` when it is no line. */
export function cleanLogLine(line: unknown, redactor: Redactor): CleanLogLine | null {
  if (typeof line !== 'object' || line === null) return null
  const { level, text } = line as Record<string, unknown>
  if (typeof text !== 'string') return null
  return { level: LEVELS.find((one) => one === level) ?? 'info', text: cleanText(text, redactor) }
}

/** A text of at most 2 KB with every secret taken out and everything invisible written as an escape. */
export function cleanText(text: string, redactor: Redactor): string {
  // Redacted before it is cut: half a secret would not be recognised.
  const clean = visible(redactor.redact(text.slice(0, LINE_BYTES_MAX * 8).toWellFormed()))
  const bytes = Buffer.from(clean)
  if (bytes.byteLength <= LINE_BYTES_MAX) return clean
  return `${bytes
    .subarray(0, LINE_BYTES_MAX - 3)
    .toString('utf8')
    .replace(/\ufffd+$/, '')}...`
}
