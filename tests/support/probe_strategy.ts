import type { StagePlugin } from './stage_plugin.js'

/** Closes that tell the probe what to do. */
export const DO = {
  nothing: 100,
  buy: 101,
  sell: 102,
  throwError: 103,
  loop: 104,
  rest: 105,
  cancel: 106,
  shout: 107,
  many: 108,
  log: 109,
} as const

/** A strategy that does what the close of a bar says, and keeps a count of all that it was told. */
export function probe(id: string, over: Partial<StagePlugin> = {}): StagePlugin {
  return {
    id,
    parameters: {
      quantity: {
        type: 'integer',
        default: 10,
        min: 1,
        max: 1000,
        label: 'Q',
        description: 'Units',
      },
    },
    code: `
  const seen: any = { warm: 0, live: 0, fills: 0, denied: [], actions: [], starts: [] }
  if (parameters.quantity === 13) throw new RangeError('13 brings bad luck')
  return {
    warmupBars: 3,
    onBar({ symbol, close, startMs }: any) {
      if (context.warmingUp) seen.warm++
      else seen.live++
      seen.starts.push(startMs / 86400000)
      switch (close) {
        case ${DO.buy}: context.buy(symbol, { quantity: parameters.quantity, reason: 'it says so' }); break
        case ${DO.sell}: context.close(symbol); break
        case ${DO.throwError}: if (context.warmingUp) break; throw new Error('it was told to')
        case ${DO.loop}: if (context.warmingUp) break; for (;;) {}
        case ${DO.rest}: context.buy(symbol, { quantity: 7, limit: 50, timeInForce: 'gtc' }); break
        case ${DO.cancel}: for (const order of context.orders()) context.cancel(order.reference); break
        case ${DO.shout}: context.buy(symbol, { quantity: 1e9 }); break
        case ${DO.many}: for (let k = 0; k < 200; k++) context.buy(symbol, { quantity: 1 }); break
        case ${DO.log}: context.log('the log is heard'); break
      }
    },
    onFill() { seen.fills++ },
    onCorporateAction({ type, ratio }: any) { seen.actions.push(type + ' ' + ratio) },
    onDenied({ code }: any) { seen.denied.push(code) },
    state: () => ({
      ...seen,
      days: seen.starts.length,
      isOnce: new Set(seen.starts).size === seen.starts.length,
      quantity: context.position('US.AAPL').quantity,
      open: context.orders().map((one: any) => one.quantity),
    }),
  }`,
    ...over,
  }
}
