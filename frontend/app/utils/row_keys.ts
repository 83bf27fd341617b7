/** Rows of the page's tables that can be gone to, from top to bottom. */
const ROWS = '#main .aq-table tr[data-row]:not([inert])'
/** What a row leads to; a button that does something is not among it. */
const LEADS = 'a[href], [data-opens]'
const SHEET = 'a.aq-download[href*=".csv"]'

/**
 * Puts the focus on the next row (`1`) or the one before (`-1`), over all tables of the page; from outside them
 * on the first one that is in sight. Whether there was one.
 */
export function stepRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)]
  const here = document.activeElement?.closest<HTMLElement>(ROWS)
  const at = here ? rows.indexOf(here) : -1
  const inSight = rows.findIndex((row) => row.getBoundingClientRect().bottom > 0)
  const row = rows[at < 0 ? Math.max(0, inSight) : at + step]
  if (row === undefined) return false
  row.focus()
  row.scrollIntoView?.({ block: 'nearest' })
  return true
}

/** Opens what a row is about. Nothing that acts is pressed this way. */
export function openRow(row: HTMLElement): boolean {
  const lead = row.querySelector<HTMLElement>(LEADS)
  lead?.click()
  return lead !== null
}

/** Saves the list in which the focus is, else the first one of the page that can be had as a file. */
export function exportRows(): boolean {
  const panel = document.activeElement?.closest('.panel')
  const link =
    panel?.querySelector<HTMLElement>(SHEET) ??
    document.querySelector<HTMLElement>(`#main ${SHEET}`)
  link?.click()
  return link !== null && link !== undefined
}
