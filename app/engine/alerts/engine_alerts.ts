import type { Alert } from '#ports/alerts.js'

const HOUR_MS = 3_600_000

/** Nothing is traded: the engine begins anew until it succeeds. */
export const STOPPED_KEY = 'engine:stopped'

/** The engine stopped for a reason. */
export function engineStopped(reason: string): Alert {
  return {
    key: STOPPED_KEY,
    severity: 'critical',
    title: 'trading stopped and begins anew',
    body: `${reason}. Orders stay at the broker meanwhile.`,
    account: null,
    subject: null,
  }
}

/** The key of `journalDiffers`. */
export function journalKey(account: string): string {
  return `${account}:journal`
}

/** The tables or a replay of the journal do not agree with what was written. */
export function journalDiffers(account: string, difference: string): Alert {
  return {
    key: journalKey(account),
    severity: 'critical',
    title: `the journal of ${account} does not fit`,
    body: `${difference}; the account halts. node ace journal:verify says more.`,
    account,
    subject: null,
  }
}

/** A call to the broker failed without anybody knowing whether it was carried out. */
export function brokerUncertain(account: string, sentence: string): Alert {
  return {
    key: `${account}:broker:uncertain`,
    severity: 'warning',
    title: `calls to the broker of ${account} fail`,
    body: `${sentence}. The broker is asked what became of it.`,
    account,
    subject: null,
    quietMs: HOUR_MS / 4,
  }
}

/** An order that protects a position was not at the broker, and was sent once more. */
export function orderResent(account: string, sentence: string): Alert {
  return {
    key: `${account}:broker:resent`,
    severity: 'info',
    title: `an order of ${account} is sent again`,
    body: sentence,
    account,
    subject: null,
    quietMs: HOUR_MS,
  }
}
