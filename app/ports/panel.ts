/** One file of the built panel, ready to be sent. */
export interface PanelFile {
  readonly bytes: Buffer
  /** The same, packed by gzip; `null` where that saves nothing. */
  readonly packed: Buffer | null
  /** Media type, as `text/javascript; charset=utf-8`. */
  readonly type: string
  readonly etag: string
  /** Whether its name changes with its content, so that it may be kept for ever. */
  readonly isImmutable: boolean
}

/** The panel as it was built. */
export interface BuiltPanel {
  /** The page that every address of the panel begins with. */
  readonly page: PanelFile
  /** What the page may do: its own scripts alone, named by their hashes. */
  readonly policy: string
  /** A file by its path, as `/_nuxt/a1b2.js`; `undefined` when the build has none. */
  file(path: string): PanelFile | undefined
}

/** How far the panel is while it is not there yet, and what to do where it failed. */
export interface PanelProgress {
  readonly state: 'absent' | 'installing' | 'building' | 'failed'
  /** A sentence for people; `null` when there is nothing to add. */
  readonly note: string | null
}

/** Where the web gets the panel from. */
export interface PanelStore {
  /** The newest complete build; `null` as long as there was none. */
  current(): Promise<BuiltPanel | null>
  progress(): PanelProgress
}
