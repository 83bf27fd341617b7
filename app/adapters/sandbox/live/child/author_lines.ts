import { TraceMap } from '@jridgewell/trace-mapping'
import { authorStackBy, type AuthorStack } from '../../supervisor/author_stack.js'

/**
 * Finds the author's own lines in the stacks of one plugin.
 *
 * The map comes from a stranger, and a made-up one can take long to read. So it is read here in the
 * child, where that costs the plugin its own time, and not before something was thrown.
 */
export class AuthorLines {
  #json: string
  #map: TraceMap | null = null

  /** `sourceMap` is a JSON text; '' for none. */
  constructor(sourceMap: string) {
    this.#json = sourceMap
  }

  of(stack: string): AuthorStack {
    if (this.#json !== '') {
      this.#map = readMap(this.#json)
      this.#json = ''
    }
    return authorStackBy(stack, this.#map)
  }
}

function readMap(json: string): TraceMap | null {
  try {
    return new TraceMap(json)
  } catch {
    return null
  }
}
