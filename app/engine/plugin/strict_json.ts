import { visible } from './visible.js'
import { err, ok, type Result } from '#kernel/values/result.js'

/** Why a text is not the JSON that a manifest may be. */
export interface JsonFault {
  /** Path of the name or value, empty for the text as a whole. */
  readonly field: string
  readonly message: string
}

const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype'])
const DEPTH_MAX = 32
const FIELD_LENGTH_MAX = 120

/**
 * Reads JSON as `JSON.parse` does, and refuses what is legal JSON but a trap in a file from strangers:
 * a name given twice (readers differ in which one counts), names that reach for prototypes, and nests
 * deeper than 32.
 */
export function readStrictJson(text: string): Result<unknown, JsonFault> {
  // Before it is parsed: millions of open brackets would keep the parser busy.
  if (isTooDeep(text)) {
    return err({ field: '', message: `is nested deeper than ${DEPTH_MAX} levels` })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return err({ field: '', message: `is not JSON: ${visible((error as Error).message)}` })
  }
  const fault = nameFault(text)
  return fault === null ? ok(value) : err(fault)
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = [0x5b, 0x7b] as const
const CLOSING = [0x5d, 0x7d] as const

/** Whether brackets outside of strings open deeper than allowed; a text that is no JSON may be either. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OPENING[0] || code === OPENING[1]) depth += 1
    else if (code === CLOSING[0] || code === CLOSING[1]) depth -= 1
    if (depth > DEPTH_MAX) return true
  }
  return false
}

/** Where the string that begins at a quote ends; the text's length when it does not. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at += 1
  }
  return text.length
}

interface Level {
  readonly names: Set<string> | null
  /** Name or index being read. */
  at: string
  index: number
}

/** Walks the text, which is known to be JSON, and looks at every name. */
function nameFault(text: string): JsonFault | null {
  const levels: Level[] = []
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g
  let wantsName = false
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [mark] = found
    const level = levels.at(-1)
    if (mark === '{' || mark === '[') {
      levels.push({ names: mark === '{' ? new Set() : null, at: '', index: 0 })
      wantsName = mark === '{'
    } else if (mark === '}' || mark === ']') {
      levels.pop()
      wantsName = false
    } else if (mark === ',') {
      wantsName = level !== undefined && level.names !== null
      if (level !== undefined) level.index += 1
    } else if (mark !== ':' && wantsName && level?.names) {
      const name = mark.includes('\\') ? (JSON.parse(mark) as string) : mark.slice(1, -1)
      level.at = name
      const isTwice = level.names.has(name)
      if (isTwice || FORBIDDEN_NAMES.has(name)) {
        const message = isTwice ? 'is given twice' : 'is a name that is not allowed'
        return { field: visible(pathOf(levels)).slice(0, FIELD_LENGTH_MAX), message }
      }
      level.names.add(name)
      wantsName = false
    }
  }
  return null
}

function pathOf(levels: readonly Level[]): string {
  return levels.map((level) => (level.names === null ? String(level.index) : level.at)).join('.')
}
