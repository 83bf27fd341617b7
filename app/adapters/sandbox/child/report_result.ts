import { createHash } from 'node:crypto'
import { TEXT_BYTES_MAX, type ChildTexts } from '../wire/messages.js'
import { send, sendBytes } from './channel.js'
import type { SharedCounters } from './counters.js'
import type { IsolatedVm } from './isolated_vm.js'
import { JobFailed } from './job_failed.js'
import type { KernelRealm } from './realms.js'

const BYTES_PER_MB = 1_048_576

/** A simulation that ended well. */
export interface EndedRun {
  readonly counters: SharedCounters
  readonly warmupBars: readonly number[]
  readonly engineMs: number
}

/** Sends the result of a run: counts, signals, texts. Throws `JobFailed` when the texts are too long. */
export async function reportResult(
  isolate: IsolatedVm.Isolate,
  kernel: KernelRealm,
  run: EndedRun
): Promise<void> {
  const rows = await kernel.callForBytes('signalRows')
  const texts: ChildTexts = {
    reasons: JSON.parse((await kernel.call('reasons')) as string) as string[],
    logs: JSON.parse((await kernel.call('logs')) as string) as string[][],
  }
  const textBytes = Buffer.from(JSON.stringify(texts), 'utf8')
  if (textBytes.length > TEXT_BYTES_MAX) {
    const mb = Math.round(textBytes.length / BYTES_PER_MB)
    const message = `reasons and logs take ${mb} MB where ${TEXT_BYTES_MAX / BYTES_PER_MB} MB are kept`
    throw new JobFailed({ type: 'simulation_failed', message })
  }
  const orders = await kernel.callForBytes('orderList')
  const result = JSON.parse((await kernel.call('result')) as string) as {
    orderCount: number
    fillCount: number
    equityMicros: number
  }
  const heap = await isolate.getHeapStatistics()
  send({
    t: 'result',
    residentMb: residentMb(),
    ...run.counters.read(),
    warmupBars: run.warmupBars,
    orderListSha256: createHash('sha256').update(orders).digest('hex'),
    orderCount: result.orderCount,
    fillCount: result.fillCount,
    equity: result.equityMicros,
    engineMs: run.engineMs,
    heapUsedMb: heap.used_heap_size / BYTES_PER_MB,
    signalBytes: rows.length,
    textBytes: textBytes.length,
  })
  sendBytes(rows)
  sendBytes(textBytes)
}

/** Resident memory of this process in MB. */
export function residentMb(): number {
  return Math.round(process.memoryUsage.rss() / BYTES_PER_MB)
}
