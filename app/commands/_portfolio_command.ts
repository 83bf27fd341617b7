import { toUnits, type Micros } from '#kernel/values/micros.js'
import type { AccountRow } from '#ports/trading_records.js'
import { TradingCommand } from './_trading_command.js'

/** What the commands that show a portfolio share. */
export abstract class PortfolioCommand extends TradingCommand {
  /** The portfolio as the journal has it now, read beside a running engine. */
  protected async portfolio(account: AccountRow) {
    const { ports, rebuild, portfolioOf } = await this.trading()
    return portfolioOf((await rebuild(ports.journal, account.name)).book)
  }
}

/** An amount with two decimals. */
export function money(amount: Micros): string {
  return toUnits(amount).toFixed(2)
}

/** An amount with two decimals and its sign. */
export function signed(amount: Micros): string {
  return `${amount > 0 ? '+' : ''}${money(amount)}`
}

/** A fraction as a percentage; a dash for one that is not defined. */
export function percent(fraction: number | null): string {
  return fraction === null ? '–' : `${(100 * fraction).toFixed(2)} %`
}

/** A figure with two decimals; a dash for one that is not defined. */
export function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(2)
}

/** Amounts in a record as decimal strings, for JSON: money is never a binary fraction there. */
export function amountsOf(amounts: Readonly<Record<string, Micros>>): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [key, money(amount)]))
}
