import { isUtf8 } from 'node:buffer'
import type { PluginLogLine } from '#ports/plugin_process.js'
import type { SourceLocation } from '#ports/sandbox.js'
import { plainText } from '../plain_text.js'
import { LAST_WORDS, type ChildLastWord, type ChildThrew } from './live_frame.js'

const MESSAGE_LENGTH_MAX = 500
const LINE_LENGTH_MAX = 2_000
const FRAME_LENGTH_MAX = 300
const FRAMES_MAX = 20
const LEVELS: readonly unknown[] = ['debug', 'info', 'warn', 'error']

/** A child said something that it cannot say honestly; the message is for the failure's detail. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused'
}

/** What stands in every answer, whatever it was an answer to. */
export interface AnswerForm {
  readonly logs: readonly unknown[]
  readonly dropped: number
}

/** Text of a body; throws `AnswerRefused` when it is not UTF-8. */
export function readText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new AnswerRefused('a text that is not UTF-8')
  return bytes.toString('utf8')
}

/** Checks the form of an answer; throws `AnswerRefused`. Value and effects are for others to judge. */
export function readAnswer(text: string): AnswerForm {
  const answer = fieldsOf(text, 'an answer')
  if (answer.ok !== true) throw new AnswerRefused('an answer that is neither good nor a failure')
  if (!Array.isArray(answer.effects)) throw new AnswerRefused('an answer without effects')
  return logsOf(answer)
}

/** Reads what a plugin threw; throws `AnswerRefused`. */
export function readThrew(text: string): ChildThrew {
  const { message, stack, location, ...rest } = fieldsOf(text, 'a failure')
  if (typeof message !== 'string') throw new AnswerRefused('a failure without words')
  if (!Array.isArray(stack) || stack.length > FRAMES_MAX) {
    throw new AnswerRefused('a failure without a stack')
  }
  return {
    message: plainText(message, MESSAGE_LENGTH_MAX),
    stack: stack.map((frame: unknown) => {
      if (typeof frame !== 'string') throw new AnswerRefused('a stack that is no text')
      return plainText(frame, FRAME_LENGTH_MAX)
    }),
    location: locationOf(location),
    ...(logsOf(rest) as { logs: readonly PluginLogLine[]; dropped: number }),
  }
}

/** Reads a child's last word; throws `AnswerRefused`. */
export function readLastWord(text: string): ChildLastWord {
  const { type, message, location } = fieldsOf(text, 'a last word')
  const known = LAST_WORDS.find((name) => name === type)
  if (known === undefined) throw new AnswerRefused('a last word of unknown type')
  if (typeof message !== 'string') throw new AnswerRefused('a last word without words')
  return {
    type: known,
    message: plainText(message, MESSAGE_LENGTH_MAX),
    location: locationOf(location),
  }
}

/** Lines of a plugin's log, made safe to show; throws `AnswerRefused` for anything that is none. */
export function readLogs(lines: readonly unknown[]): PluginLogLine[] {
  return lines.map((line) => {
    const { level, text } = (line ?? {}) as { level?: unknown; text?: unknown }
    if (!LEVELS.includes(level) || typeof text !== 'string') {
      throw new AnswerRefused('a log line that is none')
    }
    return { level: level as PluginLogLine['level'], text: plainText(text, LINE_LENGTH_MAX) }
  })
}

type Fields = Readonly<Record<string, unknown>>

function logsOf({ logs, dropped }: Fields): AnswerForm {
  if (!Array.isArray(logs)) throw new AnswerRefused('an answer without logs')
  if (!Number.isSafeInteger(dropped) || (dropped as number) < 0) {
    throw new AnswerRefused('a count of dropped lines that is none')
  }
  return { logs, dropped: dropped as number }
}

function locationOf(given: unknown): SourceLocation | null {
  if (given === null) return null
  const { file, line, column } = (given ?? {}) as Fields
  const isPlace = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
  if (typeof file !== 'string' || !isPlace(line) || !isPlace(column)) {
    throw new AnswerRefused('a place that is none')
  }
  return { file: plainText(file, 200), line: line as number, column: column as number }
}

function fieldsOf(text: string, what: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new AnswerRefused(`${what} that is not JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AnswerRefused(`${what} that is no object`)
  }
  return value as Fields
}
