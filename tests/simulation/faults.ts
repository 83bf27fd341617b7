import type { BrokerReport, BrokerSession } from '#ports/broker.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { JournalBatch } from '#ports/journal.js'
import type { EnginePorts } from '#engine/trading/engine_ports.js'

/** A fault of the engine, planted where it meets its ports: the product itself has no switch for one. */
export interface Fault {
  readonly name: string
  /** The ports as a faulty engine would use them. */
  ports(ports: EnginePorts): EnginePorts
}

/** The engine as it is. */
export const NO_FAULT: Fault = { name: 'none', ports: (ports) => ports }

/** Acts first and writes afterwards: what an order follows from is not durable when it is sent. */
export const SKIPS_INTENT: Fault = {
  name: 'skips the intent',
  ports: (ports) => ({
    ...ports,
    journal: inFrontOf(ports.journal, {
      append: async (batch: JournalBatch) => {
        void ports.journal.append(batch).catch(() => {})
      },
    }),
  }),
}

/** What is put behind an execution's id so that the engine takes each telling for a new execution. */
const AGAIN = /~\d+$/

/** Books an execution each time that it is told. */
export const DROPS_DEDUPLICATION: Fault = {
  name: 'drops de-duplication',
  ports: (ports) => {
    let told = 0
    const anew = <T extends { brokerFillId: string }>(fill: T): T => ({
      ...fill,
      brokerFillId: `${fill.brokerFillId}~${++told}`,
    })
    const asItWas = (text: string) => text.replace(AGAIN, '')
    return {
      ...ports,
      journal: inFrontOf(ports.journal, {
        append: (batch: JournalBatch) =>
          ports.journal.append({
            ...batch,
            fills: batch.fills.map((one) => ({ ...one, brokerFillId: asItWas(one.brokerFillId) })),
          }),
      }),
      openMarket: async (account, fencing) => {
        const market = await ports.openMarket(account, fencing)
        const forgetful: Partial<BrokerSession> = {
          onReport: (listener) =>
            market.broker.onReport((report: BrokerReport) =>
              listener(report.type === 'filled' ? { ...report, fill: anew(report.fill) } : report)
            ),
          fills: async (sinceMs) => (await market.broker.fills(sinceMs)).map(anew),
        }
        return { ...market, broker: inFrontOf(market.broker, forgetful) }
      },
    }
  },
}

/** Hears a halt, says that it is done, and does something else. */
export const IGNORES_HALT: Fault = {
  name: 'ignores a halt',
  ports: (ports) => ({
    ...ports,
    inbox: inFrontOf(ports.inbox, {
      waiting: async (account: string) =>
        (await ports.inbox.waiting(account)).map((command): CommandRow =>
          command.kind === 'halt' ? { ...command, kind: 'set_bias', body: { bias: 1 } } : command
        ),
    }),
  }),
}

/** An object that answers with `front` where it can, else with what is behind it. */
function inFrontOf<T extends object>(behind: T, front: Partial<T>): T {
  return new Proxy(behind, {
    get(target, name) {
      const own = Reflect.get(front, name) as unknown
      if (own !== undefined) return own
      const value = Reflect.get(target, name) as unknown
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
