import { deriveId } from '#kernel/values/id.js'

/** The id under which a broker knows an order: the same for every retry, different for every order. */
export function clientOrderId(account: string, sequence: number): string {
  return deriveId('ord', account, sequence)
}

/** The sequence of an account's order by its client order id; `null` for an id of another account or form. */
export function orderSequenceOf(account: string, id: string | null): number | null {
  const start = deriveId('ord', account, 0).slice(0, -1)
  if (id === null || !id.startsWith(start)) return null
  const digits = id.slice(start.length)
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : null
}
