/** What became of a watched folder: its sources changed and came to rest, or it is not there any more. */
export type FolderChange = 'changed' | 'gone'

/** Watches the sources of a plugin's folder. */
export interface FolderWatcher {
  /**
   * Yields at once, and then whenever the sources have changed and come to rest. Changes while the
   * consumer works count as one. Ends when the signal is aborted.
   */
  watch(folder: string, signal: AbortSignal): AsyncIterable<FolderChange>
}
