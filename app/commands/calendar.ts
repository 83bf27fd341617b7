import { flags } from '@adonisjs/core/ace'
import { VENUES, type Venue } from '#kernel/instrument/venue.js'
import { MarketDataCommand } from './_market_data_command.js'

/** Prints when a market trades. */
export default class Calendar extends MarketDataCommand {
  static override commandName = 'calendar'
  static override description = 'Show when a market trades: sessions, early closes and holidays'
  static override options = { startApp: false }
  static override help = [
    'Times are UTC. Without dates: the two weeks from today. See docs/calendar.md for what is covered.',
    '{{ binaryName }} calendar --market HK --from 2026-01-01 --to 2026-12-31 --json',
  ]

  @flags.string({ description: 'US or HK', default: 'US' })
  declare market: string

  @flags.string({ description: 'First date, like 2026-01-01' })
  declare from?: string

  @flags.string({ description: 'Last date' })
  declare to?: string

  override async run() {
    const { calendarSpan } = await import('#engine/market_data/calendar_span.js')
    const { describeCalendar } = await import('#engine/market_data/describe_calendar.js')
    if (!VENUES.includes(this.market as Venue)) {
      return this.refuse([`--market: "${this.market}" is not one of ${VENUES.join(', ')}`])
    }
    const venue = this.market as Venue
    const given = { venue, from: this.from ?? null, to: this.to ?? null, nowMs: Date.now() }
    const span = calendarSpan(given)
    if (!span.ok) return this.refuse([span.failure])
    const { json, lines } = describeCalendar(span.value)
    this.answer(json, () => lines)
  }
}
