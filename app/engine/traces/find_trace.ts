import { err, ok, type Result } from '#kernel/values/result.js'
import type { TraceStore } from '#ports/traces.js'
import type { AccountRow } from '#ports/trading_records.js'
import { buildTrace } from './build_trace.js'
import type { Trace } from './trace.js'
import { parseTraceId, traceId } from './trace_id.js'

/** What traces are found with. */
export interface TracePorts {
  readonly traces: TraceStore
  readonly records: { accounts(): Promise<readonly Pick<AccountRow, 'name'>[]> }
}

/** The trace of an id. Fails with a sentence. */
export async function findTrace(ports: TracePorts, id: string): Promise<Result<Trace, string>> {
  const parsed = parseTraceId(id)
  if (parsed === null) {
    const advice = id.startsWith('ord_')
      ? `ask with order:trace ${id}`
      : 'node ace traces lists them'
    return err(`"${id.slice(0, 60)}" is not a trace, which looks like trc_paper_12: ${advice}`)
  }
  const { account, row } = parsed
  const names = (await ports.records.accounts()).map(({ name }) => name)
  if (!names.includes(account)) return err(`there is no account ${account}`)
  const records = await ports.traces.read(account, row)
  if (records === null) return err(`no trace begins in row ${row} of ${account}`)
  return ok(buildTrace(account, records))
}

/** The trace that an order belongs to. Fails with a sentence. */
export async function findOrderTrace(
  ports: TracePorts,
  orderId: string
): Promise<Result<Trace, string>> {
  for (const { name } of await ports.records.accounts()) {
    if (!orderId.startsWith(`ord_${name}_`)) continue
    const row = await ports.traces.ofOrder(name, orderId)
    if (row !== null) return findTrace(ports, traceId(name, row))
  }
  return err(`there is no order ${orderId.slice(0, 60)} with a trace: node ace orders lists orders`)
}
