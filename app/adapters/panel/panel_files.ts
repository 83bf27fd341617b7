import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BuiltPanel, PanelProgress, PanelStore } from '#ports/panel.js'
import { readBuild } from './read_build.js'

const STATES: ReadonlySet<unknown> = new Set(['installing', 'building', 'failed'])

/** Where a build lies, and where whoever makes it says how far it is. */
export interface PanelPlaces {
  /** The built files. */
  readonly folder: string
  /** Is there once the build is complete; a new build takes it away first. */
  readonly stamp: string
  /** JSON `{state, note}`. */
  readonly progress: string
}

/** The places in a checkout: `frontend/.output` and `.runtime`. */
export function panelPlaces(root: string): PanelPlaces {
  return {
    folder: join(root, 'frontend', '.output', 'public'),
    stamp: join(root, 'frontend', '.output', 'complete'),
    progress: join(root, '.runtime', 'panel.json'),
  }
}

/**
 * The panel's build on the disk. It is read once and again when there is a newer complete one; while a new
 * one is made, the old one stays in service.
 */
export class PanelFiles implements PanelStore {
  #version = 0
  #built: Promise<BuiltPanel> | null = null

  constructor(private readonly places: PanelPlaces) {}

  async current(): Promise<BuiltPanel | null> {
    const version = changedMs(this.places.stamp)
    if (version !== null && version !== this.#version) {
      this.#version = version
      const before = this.#built
      this.#built = readBuild(this.places.folder).catch((error: unknown) => {
        // Taken away while it was read: its maker writes the stamp again.
        this.#version = 0
        if (before !== null) return before
        throw error
      })
    }
    try {
      return await this.#built
    } catch {
      this.#built = null
      return null
    }
  }

  progress(): PanelProgress {
    try {
      const said: unknown = JSON.parse(readFileSync(this.places.progress, 'utf8'))
      const { state, note } = (said ?? {}) as Record<string, unknown>
      if (STATES.has(state)) {
        return {
          state: state as PanelProgress['state'],
          note: typeof note === 'string' ? note : null,
        }
      }
    } catch {
      // Nobody makes one.
    }
    return { state: 'absent', note: null }
  }
}

function changedMs(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}
