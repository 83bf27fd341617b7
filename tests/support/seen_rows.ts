import type { Page } from 'playwright-core'

/** For the page: notes when each row was first drawn. */
const SEES_ROWS = `
  globalThis.seen = {}
  const note = () =>
    requestAnimationFrame(() => {
      for (const { dataset } of document.querySelectorAll('tr[data-row]')) seen[dataset.row] ??= Date.now()
    })
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true })`

/** Begins to note when each row of the page's tables is first drawn; answers what tells it, UTC epoch ms by row. */
export async function watchRows(page: Page): Promise<() => Promise<Record<string, number>>> {
  await page.evaluate(SEES_ROWS)
  return () => page.evaluate<Record<string, number>>('globalThis.seen')
}
