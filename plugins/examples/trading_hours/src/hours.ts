import { exchangeTime, type ExchangeTime } from './exchange_time.js'

/** A stretch of continuous trading: minutes after midnight at the exchange, the end not included. */
interface Session {
  readonly opens: number
  readonly closes: number
}

const at = (hour: number, minute: number): number => hour * 60 + minute

/**
 * Regular sessions. US: New York Stock Exchange and Nasdaq, 9:30 to 16:00. HK: Stock Exchange of Hong Kong,
 * 9:30 to 12:00 and 13:00 to 16:00. Auctions, half days and holidays are not in here.
 */
const SESSIONS: Readonly<Record<string, readonly Session[]>> = {
  US: [{ opens: at(9, 30), closes: at(16, 0) }],
  HK: [
    { opens: at(9, 30), closes: at(12, 0) },
    { opens: at(13, 0), closes: at(16, 0) },
  ],
}

/** Why nothing should be opened at a moment, or '' when it may; `null` for a market without known hours. */
export function closedBecause(
  market: string,
  atMs: number,
  { afterOpen, beforeClose }: { readonly afterOpen: number; readonly beforeClose: number }
): string | null {
  const sessions = SESSIONS[market]
  if (sessions === undefined) return null
  const time = exchangeTime(market, atMs)
  if (time.weekday === 0 || time.weekday === 6) return `it is ${clock(time)} there, a weekend`
  const open = sessions.find(({ opens, closes }) => time.minute >= opens && time.minute < closes)
  if (open === undefined) return `it is ${clock(time)} there, outside the exchange's hours`
  const first = sessions[0] as Session
  const last = sessions.at(-1) as Session
  if (time.minute < first.opens + afterOpen) {
    return `it is ${clock(time)} there, less than ${afterOpen} minutes after the open`
  }
  if (time.minute >= last.closes - beforeClose) {
    return `it is ${clock(time)} there, less than ${beforeClose} minutes before the close`
  }
  return ''
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

function clock({ weekday, minute }: ExchangeTime): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${DAYS[weekday]} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
