import { deriveId } from '#kernel/values/id.js'

/** `trc_<account>_<row>`: the trace of what began in a row of an account's journal. */
export function traceId(account: string, row: number): string {
  return deriveId('trc', account, row)
}

/** The account and the row of a trace id; `null` for what is none. */
export function parseTraceId(
  id: string
): { readonly account: string; readonly row: number } | null {
  const parts = /^trc_(.+)_([1-9]\d{0,14})$/.exec(id)
  return parts === null ? null : { account: parts[1]!, row: Number(parts[2]) }
}
