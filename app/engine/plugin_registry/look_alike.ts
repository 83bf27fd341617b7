import { visible } from '#engine/plugin/visible.js'
import { plainLetters } from './plain_letters.js'

/** A known plugin that an id can be mistaken for. */
export interface LookAlike {
  readonly id: string
  /** Completes the sentence `"momentun" ...`: `differs from "momentum" by one letter`. */
  readonly why: string
}

/**
 * The known id that another id can be mistaken for, or `null`.
 *
 * Mistaken: letters of another alphabet, capitals, `-` for `_`, `0` for `o`, `1` or `i` for `l`, `rn`
 * for `m`, `vv` for `w`; and one letter more, less, other, or two exchanged. An id that is itself known
 * is that plugin and looks like no other.
 */
export function lookAlike(id: string, known: readonly string[]): LookAlike | null {
  if (known.includes(id)) return null
  const plain = plainLetters(id)
  const shape = shapeOf(plain)
  let near: LookAlike | null = null
  for (const other of known) {
    if (plain === other) return { id: other, why: sameLetters(id, other) }
    if (shape === shapeOf(other)) {
      near = { id: other, why: `looks like ${JSON.stringify(other)}` }
    } else if (near === null && (isOneApart(plain, other) || isOneApart(shape, shapeOf(other)))) {
      near = { id: other, why: `differs from ${JSON.stringify(other)} by one letter` }
    }
  }
  return near
}

function sameLetters(id: string, other: string): string {
  if (id.toLowerCase() === other) {
    return `is written with capitals; the plugin is ${JSON.stringify(other)}`
  }
  return `looks like ${JSON.stringify(other)} but is written with ${strangeLetters(id)}`
}

/** Letters of a text that an id cannot have, for people: `о (U+043E)`; at most three. */
export function strangeLetters(text: string): string {
  return Array.from(new Set(text.normalize('NFC').toLowerCase()))
    .filter((letter) => !/[a-z0-9_-]/.test(letter))
    .map((letter) => `${visible(letter)} (U+${codeOf(letter)})`)
    .slice(0, 3)
    .join(', ')
}

function codeOf(letter: string): string {
  return letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
}

/** What is left of an id when everything that looks alike is written alike. */
function shapeOf(id: string): string {
  return id
    .replaceAll(/[-_]+/g, '-')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('0', 'o')
    .replaceAll(/[1i]/g, 'l')
}

/** Whether two different texts are one insertion, deletion, substitution or exchange of neighbours apart. */
function isOneApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false
  let from = 0
  while (from < a.length && from < b.length && a[from] === b[from]) from++
  const restOf = (text: string, skip: number) => text.slice(from + skip)
  if (a.length > b.length) return restOf(a, 1) === restOf(b, 0)
  if (a.length < b.length) return restOf(a, 0) === restOf(b, 1)
  if (restOf(a, 1) === restOf(b, 1)) return true
  return a[from] === b[from + 1] && a[from + 1] === b[from] && restOf(a, 2) === restOf(b, 2)
}
