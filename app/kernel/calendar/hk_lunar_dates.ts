/** Dates of a year that follow the moon or the sun, each as month * 100 + date. */
export interface LunarDates {
  /** First day of the first month. */
  readonly newYear: number
  /** The solar term "clear and bright". */
  readonly chingMing: number
  /** Eighth day of the fourth month. */
  readonly buddha: number
  /** Fifth day of the fifth month. */
  readonly tuenNg: number
  /** Fifteenth day of the eighth month. */
  readonly midAutumn: number
  /** Ninth day of the ninth month. */
  readonly chungYeung: number
}

/**
 * Year, Lunar New Year, Ching Ming, Buddha's Birthday, Tuen Ng, Mid-Autumn, Chung Yeung.
 *
 * Taken from the lunisolar tables of exchange_calendars (Apache-2.0, commit 5308ce2), which follow the
 * Hong Kong Observatory's conversion tables; compared with the holidays that the exchange kept in
 * 2017-2026. Later years follow from astronomy, but which dates are holidays is decided by law, year by
 * year. From 2034 that source leaves the leap month of 2033 out, so the table ends before.
 */
// prettier-ignore
const TABLE: readonly (readonly [number, number, number, number, number, number, number])[] = [
  [1999, 216, 405, 522, 618, 924, 1017],
  [2000, 205, 404, 511, 606, 912, 1006],
  [2001, 124, 405, 430, 625, 1001, 1025],
  [2002, 212, 405, 519, 615, 921, 1014],
  [2003, 201, 405, 508, 604, 911, 1004],
  [2004, 122, 404, 526, 622, 928, 1022],
  [2005, 209, 405, 515, 611, 918, 1011],
  [2006, 129, 405, 505, 531, 1006, 1030],
  [2007, 218, 405, 524, 619, 925, 1019],
  [2008, 207, 404, 512, 608, 914, 1007],
  [2009, 126, 404, 502, 528, 1003, 1026],
  [2010, 214, 405, 521, 616, 922, 1016],
  [2011, 203, 405, 510, 606, 912, 1005],
  [2012, 123, 404, 428, 623, 930, 1023],
  [2013, 210, 404, 517, 612, 919, 1013],
  [2014, 131, 405, 506, 602, 908, 1002],
  [2015, 219, 405, 525, 620, 927, 1021],
  [2016, 208, 404, 514, 609, 915, 1009],
  [2017, 128, 404, 503, 530, 1004, 1028],
  [2018, 216, 405, 522, 618, 924, 1017],
  [2019, 205, 405, 512, 607, 913, 1007],
  [2020, 125, 404, 430, 625, 1001, 1025],
  [2021, 212, 404, 519, 614, 921, 1014],
  [2022, 201, 405, 508, 603, 910, 1004],
  [2023, 122, 405, 526, 622, 929, 1023],
  [2024, 210, 404, 515, 610, 917, 1011],
  [2025, 129, 404, 505, 531, 1006, 1029],
  [2026, 217, 405, 524, 619, 925, 1018],
  [2027, 206, 405, 513, 609, 915, 1008],
  [2028, 126, 404, 502, 528, 1003, 1026],
  [2029, 213, 404, 520, 616, 922, 1016],
  [2030, 203, 405, 509, 605, 912, 1005],
  [2031, 123, 405, 528, 624, 1001, 1024],
  [2032, 211, 404, 516, 612, 919, 1012],
]

/** The first and the last year of the table. */
export const LUNAR_YEARS = { first: TABLE[0]![0], last: TABLE.at(-1)![0] } as const

/** The dates of a year of the table, `null` for any other. */
export function lunarDatesOf(year: number): LunarDates | null {
  const row = TABLE[year - LUNAR_YEARS.first]
  if (row === undefined) return null
  const [, newYear, chingMing, buddha, tuenNg, midAutumn, chungYeung] = row
  return { newYear, chingMing, buddha, tuenNg, midAutumn, chungYeung }
}
