import type { Input } from '../../../app/kernel/input.js'
import { step } from '../../../app/kernel/kernel.js'
import type { Fill } from '../../../app/kernel/order/fill.js'
import type { Order } from '../../../app/kernel/order/order.js'
import { orderListNumbers } from '../../../app/kernel/order/order_list.js'
import { createState, equityOf, type KernelSettings } from '../../../app/kernel/state.js'

/**
 * The order list and final equity of a journal, worked out by the kernel alone.
 *
 * Imports nothing but the kernel, so that it runs in a bare isolate as it does here.
 */
export function replayedOrders(settingsJson: string, journal: string): string {
  const settings = JSON.parse(settingsJson) as KernelSettings
  const state = createState(settings)
  const orders: Order[] = []
  const fills: Fill[] = []
  for (const line of journal.split('\n')) {
    for (const command of step(state, JSON.parse(line) as Input)) {
      if (command.type === 'submit_order') orders.push(command.order)
      if (command.type === 'fill_recorded') fills.push(command.fill)
    }
  }
  const names = { instruments: settings.instruments, strategies: state.strategies }
  return `${orderListNumbers(orders, fills, names).join(' ')}\nequity ${equityOf(state)}`
}
