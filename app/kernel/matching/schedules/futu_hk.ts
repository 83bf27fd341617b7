import type { FeeSchedule } from './fee_schedule.js'

/** HK shares at Futu. */
export const FUTU_HK: FeeSchedule = { title: 'Futu HK', currency: 'HKD', fees: [] }
