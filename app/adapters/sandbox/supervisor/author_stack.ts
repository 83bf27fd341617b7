import { readFileSync, statSync } from 'node:fs'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { SandboxPlugin, SourceLocation } from '#ports/sandbox.js'
import { plainText } from '../plain_text.js'

const MAP_BYTES_MAX = 16 * 1024 * 1024
const STACK_LENGTH_MAX = 4_000
const FRAMES_MAX = 20

/** A stack as the author knows it. */
export interface AuthorStack {
  /** Frames in the plugin's own files, innermost first: `onBar (src/index.ts:12:9)`. */
  readonly frames: readonly string[]
  /** The innermost place in the plugin's own sources; `null` when there is none. */
  readonly location: SourceLocation | null
}

/**
 * Finds the author's own lines in a stack from the sandbox.
 *
 * Frames of the platform are left out. The text comes from a plugin: it is cut, control characters
 * go, and nothing in it can make the map be read from elsewhere.
 */
export function authorStack(stack: string, plugin: SandboxPlugin): AuthorStack {
  return authorStackBy(stack, mapOf(plugin))
}

/** As `authorStack`, with a source map that was read before; `null` for none. */
export function authorStackBy(stack: string, map: TraceMap | null): AuthorStack {
  const frames: { name: string; location: SourceLocation }[] = []
  for (const line of stack.slice(0, STACK_LENGTH_MAX).split('\n')) {
    const frame = parseFrame(line)
    const location = frame === null || map === null ? null : locate(map, frame)
    if (frame !== null && location !== null) frames.push({ name: frame.name, location })
    if (frames.length === FRAMES_MAX) break
  }
  const own = frames.find(({ location }) => !location.file.startsWith('..')) ?? frames[0]
  return {
    frames: frames.map(({ name, location }) => plainText(`${name} (${show(location)})`, 300)),
    location: own?.location ?? null,
  }
}

/** `src/index.ts:12:9`. */
export function show({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column}`
}

interface Frame {
  readonly name: string
  readonly line: number
  readonly column: number
}

/** `    at onBar (aq-plugin://momentum/plugin.js:10:5)`, or the head `aq-plugin://...:10` of a syntax error. */
function parseFrame(line: string): Frame | null {
  const match = /aq-plugin:\/\/[^\s()]*\/plugin\.js:(\d{1,9})(?::(\d{1,9}))?/.exec(line)
  if (match === null) return null
  const name = /^\s*at (?:async )?(?:new )?([^\s(]{1,100}) \(/.exec(line)?.[1] ?? '(top level)'
  return {
    name: name.replace(/^Object\./, ''),
    line: Number(match[1]),
    column: Number(match[2] ?? 1),
  }
}

/** The bundler writes sources relative to the plugin's folder; `..` leads into the SDK. */
function locate(map: TraceMap, frame: Frame): SourceLocation | null {
  if (frame.line < 1) return null
  const { source, line, column } = originalPositionFor(map, {
    line: frame.line,
    column: Math.max(0, frame.column - 1),
  })
  if (source === null || line === null) return null
  return { file: plainText(source, 200), line, column: column + 1 }
}

function mapOf({ sourceMapPath: path, sourceMap }: SandboxPlugin): TraceMap | null {
  try {
    if (sourceMap !== undefined && sourceMap !== null) {
      if (sourceMap.length > MAP_BYTES_MAX) return null
      return new TraceMap(Buffer.from(sourceMap).toString('utf8'))
    }
    if (path === null || statSync(path).size > MAP_BYTES_MAX) return null
    return new TraceMap(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
