import type { Page } from '#shared/types/api'
import type {
  ClosedTrade,
  Discrepancy,
  Fill,
  SessionResults,
  PortfolioAnswer,
  Reconciliation,
  Transaction,
} from '#shared/types/portfolio'

/** Sessions whose results are listed: a quarter. */
export const SESSIONS = 63

/** The whole portfolio is reckoned from the journal: not at every price. */
const RECKONED_MS = 6_000

/** Filter of a list: what is empty is not asked for. */
export type ListFilter = Readonly<Record<string, string | null>>

/** What stands after the `?` for a filter, with the `?`; nothing for no filter. */
export function searchOf(filter: ListFilter): '' | `?${string}` {
  const given = Object.entries(filter).flatMap(([name, value]): [string, string][] =>
    value === null || value === '' ? [] : [[name, value]]
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** Cash, exposure and holdings of the account. */
export const usePortfolio = () => {
  const { at } = useAccount()
  return useLive<PortfolioAnswer>(() => at('/portfolio'), RECKONED_MS)
}

/** What the account and its strategies earned, with the last sessions. */
export const useSessionResults = (days: number) => {
  const { at } = useAccount()
  return useLive<SessionResults>(() => at(`/pnl?days=${days}`), RECKONED_MS)
}

/** A page of one of the account's lists; `null` asks nothing. */
function useList<T>(list: string, filter: () => ListFilter | null, everyMs = 3_000) {
  const { at } = useAccount()
  return useLive<Page<T>>(() => {
    const given = filter()
    return given === null ? null : at(`/${list}${searchOf({ limit: '50', ...given })}`)
  }, everyMs)
}

export const useTransactions = (filter: () => ListFilter | null) =>
  useList<Transaction>('transactions', filter)
export const useFills = (filter: () => ListFilter | null) => useList<Fill>('fills', filter)
export const useTrades = (filter: () => ListFilter | null) => useList<ClosedTrade>('trades', filter)
export const useReconciliations = () =>
  useList<Reconciliation>('reconciliations', () => ({ limit: '1' }), 5_000)
export const useDiscrepancies = () => useList<Discrepancy>('discrepancies', () => ({}), 5_000)

/** What acts on positions and books; each gets the key of its command first. */
export const holding = {
  close: (key: string, account: string, body: { symbol: string; strategy: string }) =>
    callApi('POST', `/accounts/${encodeURIComponent(account)}/close`, {
      key,
      body,
    }),
  reduce: (
    key: string,
    account: string,
    body: { symbol: string; strategy: string; fraction: number }
  ) =>
    callApi('POST', `/accounts/${encodeURIComponent(account)}/reduce`, {
      key,
      body,
    }),
  compare: (key: string, account: string) =>
    callApi('POST', `/accounts/${encodeURIComponent(account)}/reconciliations`, { key }),
  decide: (
    key: string,
    account: string,
    { id, ...body }: { id: number; decision: 'accept' | 'dismiss'; reason: string }
  ) =>
    callApi('POST', `/accounts/${encodeURIComponent(account)}/discrepancies/${String(id)}/decide`, {
      key,
      body,
    }),
}
