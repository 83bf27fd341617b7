import { dayNumberOf } from '../../values/instant.js'
import type { Fee, FeeSchedule, FeeTerms } from './fee_schedule.js'

/**
 * US shares and ETFs at Futu HK / moomoo SG, fixed plan, in US dollars.
 *
 * The broker's own fees are today's on every date, also before the plan existed: a backtest asks what
 * the trades would cost on this plan. Fees of the regulators follow the date. Which figures were checked
 * against which publication is in docs/simulation.md, section 5.
 */
export const FUTU_US: FeeSchedule = {
  title: 'Futu US shares and ETFs, fixed plan',
  currency: 'USD',
  fees: [
    // futuhk.com support topic 283: "$0.0049/Share, min $0.99/Order", at most 0.5 % of the amount,
    // "if it conflicts with the minimum standard" the minimum is charged.
    {
      name: 'commission',
      basis: 'quantity',
      sides: 'both',
      assets: 'all',
      valueShareMax: 0.005,
      roundTo: 0.01,
      rounding: 'nearest',
      terms: [since(2012, 1, 1, 0.0049, 0.99)],
    },
    // futuhk.com support topic 283, fixed plan: "$0.005/Share, min $1/Order"; cap as above
    // (moomoo.com/sg support topic 370 says "respectively").
    {
      name: 'platform fee',
      basis: 'quantity',
      sides: 'both',
      assets: 'all',
      valueShareMax: 0.005,
      roundTo: 0.01,
      rounding: 'nearest',
      terms: [since(2012, 1, 1, 0.005, 1)],
    },
    // moomoo.com/au support topic 351: "$0.003 / Share, max 1% * Transaction amount".
    {
      name: 'settlement fee',
      basis: 'quantity',
      sides: 'both',
      assets: 'all',
      valueShareMax: 0.01,
      roundTo: 0.01,
      rounding: 'nearest',
      terms: [since(2012, 1, 1, 0.003, 0)],
    },
    secFee(),
    tradingActivityFee(),
  ],
}

/** Section 31 fee on sales, per dollar of value, at least a cent where it is charged at all. */
function secFee(): Fee {
  const perMillion = (year: number, month: number, day: number, dollars: number): FeeTerms =>
    since(year, month, day, dollars / 1_000_000, dollars > 0 ? 0.01 : 0)
  return {
    name: 'SEC fee',
    basis: 'value',
    sides: 'sell',
    assets: 'all',
    valueShareMax: null,
    roundTo: 0.01,
    rounding: 'up',
    terms: [
      perMillion(2012, 4, 1, 22.4), // SEC Fee Rate Advisory #2 for 2013 names the rate; date not checked.
      perMillion(2013, 5, 25, 17.4), // FINRA notice 03/03/14 names the rate; date not checked.
      perMillion(2014, 3, 18, 22.1), // FINRA information notice 03/03/14.
      perMillion(2015, 2, 14, 18.4), // Not checked.
      perMillion(2016, 2, 16, 21.8), // FINRA notice 03/15/16 names the rate; date not checked.
      perMillion(2017, 7, 4, 23.1), // SEC Fee Rate Advisory for 2017.
      perMillion(2018, 5, 22, 13), // FINRA information notice 05/07/18.
      perMillion(2019, 4, 16, 20.7), // SEC Fee Rate Advisory #2 for 2019.
      perMillion(2020, 2, 18, 22.1), // FINRA information notice 02/03/20.
      perMillion(2021, 2, 25, 5.1), // SEC Fee Rate Advisory #2 for 2021.
      perMillion(2022, 5, 14, 22.9), // Futu AU fee page names the rate; date not checked.
      perMillion(2023, 2, 27, 8), // SEC Fee Rate Advisory #2 for 2024 names the rate; date not checked.
      perMillion(2024, 5, 22, 27.8), // SEC Fee Rate Advisory #2 for 2024.
      perMillion(2025, 5, 14, 0), // SEC release 34-102779 (Federal Register 2025-06214).
      perMillion(2026, 4, 4, 20.6), // SEC Fee Rate Advisory 2026-2 (Federal Register 2026-04233).
    ],
  }
}

/** FINRA's Trading Activity Fee on sales, per share, with a cap per trade. */
function tradingActivityFee(): Fee {
  return {
    name: 'trading activity fee',
    basis: 'quantity',
    sides: 'sell',
    assets: 'all',
    valueShareMax: null,
    roundTo: 0.01,
    rounding: 'up',
    terms: [
      since(2012, 3, 1, 0.000095, 0.01, 4.75), // FINRA Regulatory Notice 12-06.
      since(2012, 7, 1, 0.000119, 0.01, 5.95), // Rate on many brokers' pages; date not checked.
      since(2022, 1, 1, 0.00013, 0.01, 6.49), // SR-FINRA-2020-032; rate on the Futu AU fee page.
      since(2023, 1, 1, 0.000145, 0.01, 7.27), // SR-FINRA-2020-032; rate on the moomoo CA fee page.
      since(2024, 1, 1, 0.000166, 0.01, 8.3), // SR-FINRA-2020-032; rate on the moomoo AU fee page.
      since(2026, 1, 1, 0.000195, 0.01, 9.79), // SR-FINRA-2024-019.
      since(2026, 10, 1, 0, 0), // SR-FINRA-2026-021: no fee to the end of the year.
      since(2027, 1, 1, 0.000232, 0.01, 11.61), // SR-FINRA-2024-019.
      since(2028, 1, 1, 0.00024, 0.01, 12.05),
      since(2029, 1, 1, 0.000249, 0.01, 12.5),
    ],
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
