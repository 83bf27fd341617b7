import { dayNumberOf } from '../../values/instant.js'
import type { Fee, FeeSchedule, FeeTerms } from './fee_schedule.js'

/**
 * Hong Kong shares and ETFs at Futu HK, fixed plan, in Hong Kong dollars.
 *
 * The broker's own fees are today's on every date and without promotions; duties, levies and the fees of
 * the exchange follow the date. Which figures were checked against which publication is in
 * docs/simulation.md, section 5.
 */
export const FUTU_HK: FeeSchedule = {
  title: 'Futu Hong Kong shares and ETFs, fixed plan',
  currency: 'HKD',
  fees: [
    // futuhk.com/en/commissionnew: 0.03 % of the amount, minimum HK$3 an order; platform HK$15 an order.
    onValue('commission', [since(2012, 1, 1, 0.0003, 3)]),
    { ...onValue('platform fee', [since(2012, 1, 1, 15, 0)]), basis: 'order' },
    // HKEX, "stock settlement fee structure": 0.002 % (2 to 100) until 2025-06-29, then 0.0042 % unbounded.
    onValue('settlement fee', [
      since(2012, 1, 1, 0.00002, 2, 100),
      since(2025, 6, 30, 0.000042, 0),
    ]),
    // Inland Revenue: 0.13 % from 2021-08-01; Stamp Duty (Amendment) (Stock Transfers) Ordinance 2023:
    // 0.1 % from 2023-11-17. Rounded up to the dollar; units of exchange traded funds are exempt.
    {
      ...onValue('stamp duty', [
        since(2012, 1, 1, 0.001, 0),
        since(2021, 8, 1, 0.0013, 0),
        since(2023, 11, 17, 0.001, 0),
      ]),
      assets: 'equity',
      roundTo: 1,
      rounding: 'up',
    },
    // HKEX news of 2022-11-01: 0.00565 % from 2023-01-01, when the tariff of HK$0.50 a trade ended.
    onValue('trading fee', [since(2012, 1, 1, 0.00005, 0.01), since(2023, 1, 1, 0.0000565, 0.01)]),
    {
      ...onValue('trading tariff', [since(2012, 1, 1, 0.5, 0), since(2023, 1, 1, 0, 0)]),
      basis: 'order',
    },
    // HKEX transaction fees page: 0.003 % from 2010-10-01, 0.0027 % from 2014-11-01.
    onValue('SFC levy', [since(2010, 10, 1, 0.00003, 0.01), since(2014, 11, 1, 0.000027, 0.01)]),
    // HKEX transaction fees page: 0.00015 % from 2022-01-01.
    onValue('AFRC levy', [since(2012, 1, 1, 0, 0), since(2022, 1, 1, 0.0000015, 0)]),
  ],
}

/** A fee on the value of both sides, rounded to the nearest cent: what most lines of the table are. */
function onValue(name: string, terms: readonly FeeTerms[]): Fee {
  return {
    name,
    basis: 'value',
    sides: 'both',
    assets: 'all',
    valueShareMax: null,
    roundTo: 0.01,
    rounding: 'nearest',
    terms,
  }
}

/** Terms from a civil date on. */
function since(
  year: number,
  month: number,
  day: number,
  rate: number,
  minimum: number,
  maximum: number | null = null
): FeeTerms {
  return { from: dayNumberOf(year, month, day), rate, minimum, maximum }
}
