import { readEffect } from '#engine/plugin_gateway/effect_form.js'

/** A plugin's answer, taken apart. Form checked by the launcher; value and effects are to be distrusted. */
export interface TakenAnswer {
  readonly value: unknown
  readonly effects: readonly unknown[]
}

/** Takes an answer apart that the launcher let through. */
export function takeAnswer(text: string): TakenAnswer {
  const { value = null, effects } = JSON.parse(text) as {
    value?: unknown
    effects: readonly unknown[]
  }
  return { value, effects }
}

/**
 * What an answer looks like, whatever it says: kind and fields of its value. Two versions of a plugin
 * may answer differently, but in the same form.
 */
export function formOf({ value }: TakenAnswer): string {
  if (value === null || typeof value !== 'object') return value === null ? 'nothing' : typeof value
  if (Array.isArray(value)) return 'list'
  return `object with ${Object.keys(value).sort().join(', ')}`
}

/** What is wrong with the effects of an answer, as a sentence part, or `null`. */
export function effectsFault({ effects }: TakenAnswer): string | null {
  for (const effect of effects) {
    const read = readEffect(effect)
    if (!read.ok) return `an effect that cannot be read: ${read.failure}`
  }
  return null
}
