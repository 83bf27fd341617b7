/**
 * `@aq-trading/sdk/long_tail`: the indicators that are asked for rarely, from `trading-signals`
 * (MIT, Benny Neugebauer), more than 120 of them: Ichimoku, SuperTrend, KAMA, Aroon, Coppock and so on.
 *
 * Its own conventions hold: `update(value, false)` takes the next value, `isStable` says whether there
 * is a result, `getResult()` gives it; EMA is seeded with the first value, ATR counts the first bar's
 * range. Where `@aq-trading/sdk` has an indicator of the same name, prefer that one: it follows TA-Lib.
 */
export * from 'trading-signals'
