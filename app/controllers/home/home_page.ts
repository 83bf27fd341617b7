import type { Overview } from '#engine/overview/read_overview.js'

/** The home page as one self-contained HTML text. */
export function homePage(overview: Overview): string {
  return `<!doctype html><title>AQ Trading</title><h1>AQ Trading</h1><p>${overview.tier}</p>`
}
