/**
 * The page of what an id names: a trace, an order, or the trace of a bare number in this account; `null` for
 * what names nothing.
 */
export function placeOfId(text: string, account: string): string | null {
  const id = text.trim()
  if (/^trc_[a-z0-9][a-z0-9_-]*_[1-9]\d{0,14}$/.test(id)) return `/traces/${id}`
  if (/^ord_[a-z0-9][a-z0-9_-]*_[1-9]\d{0,14}$/.test(id)) return `/orders/${id}`
  if (/^[1-9]\d{0,14}$/.test(id) && account !== '') return `/traces/trc_${account}_${id}`
  return null
}
