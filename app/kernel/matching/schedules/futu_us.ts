import type { FeeSchedule } from './fee_schedule.js'

/** US shares and ETFs at Futu. */
export const FUTU_US: FeeSchedule = { title: 'Futu US', currency: 'USD', fees: [] }
