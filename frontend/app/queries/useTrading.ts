import type { OrderWish } from '#shared/types/api'

/** Whether anybody trades, all accounts, and the prices that are heard. */
export const useEngine = () => useLive('/engine')

/** The account that the panel shows: the chosen one, else the first. */
export function useAccount() {
  const prefs = usePrefs()
  const engine = useEngine()
  const account = computed(() => {
    const accounts = engine.data.value?.accounts ?? []
    return accounts.find(({ name }) => name === prefs.account) ?? accounts[0] ?? null
  })
  // Its figures move with every price, its name does not: what is asked for goes by the name.
  const name = computed(() => account.value?.name ?? null)
  /** Address of something of the account; `null` as long as there is none. */
  const at = <const Path extends string>(path: Path) =>
    name.value === null ? null : pathOf(name.value, path)
  return { account, at, engine }
}

export const usePositions = () => {
  const { at } = useAccount()
  return useLive(() => at('/positions'))
}

export const useWorkingOrders = () => {
  const { at } = useAccount()
  return useLive(() => at('/orders?open=true&limit=200'))
}

export const useOrders = (filter: () => ListFilter) => {
  const { at } = useAccount()
  return useLive(() => at(`/orders${searchOf({ limit: '50', ...filter() })}`), 2_000)
}

export const useStrategies = () => {
  const { at } = useAccount()
  return useLive(() => at('/strategies'))
}

export const useStrategy = (name: MaybeRefOrGetter<string>) => {
  const { at } = useAccount()
  return useLive(() => at(`/strategies/${encodeURIComponent(toValue(name))}`))
}

export const useStrategyLog = (name: MaybeRefOrGetter<string>) => {
  const { at } = useAccount()
  const address = () => at(`/strategies/${encodeURIComponent(toValue(name))}/logs?limit=200`)
  return useLive(address, 2_500)
}

export const useAlerts = () => useLive('/alerts', 3_000)

const pathOf = <const Path extends string>(account: string, path: Path) =>
  `/accounts/${encodeURIComponent(account)}${path}` as const

/** Everything that acts; each gets the key of its command first. */
export const trade = {
  place: (key: string, account: string, body: OrderWish) =>
    callApi('POST', pathOf(account, '/orders'), { key, body }),
  check: (key: string, account: string, body: OrderWish) =>
    callApi('POST', pathOf(account, '/orders/check'), { key, body }),
  cancel: (key: string, account: string, order: string) =>
    callApi('DELETE', pathOf(account, `/orders/${encodeURIComponent(order)}`), { key }),
  halt: (key: string, account: string, reason: string) =>
    callApi('POST', pathOf(account, '/halt'), { key, body: { reason } }),
  resume: (key: string, account: string, reason: string) =>
    callApi('POST', pathOf(account, '/resume'), { key, body: { reason } }),
  flatten: (key: string, account: string, reason: string) =>
    callApi('POST', pathOf(account, '/flatten'), { key, body: { reason } }),
  lead: (key: string, account: string, name: string, verb: 'start' | 'pause' | 'resume' | 'stop') =>
    callApi('POST', pathOf(account, `/strategies/${encodeURIComponent(name)}/${verb}`), { key }),
  create: (
    key: string,
    account: string,
    body: {
      plugin: string
      name?: string
      symbols: string[]
      timeframe?: string
      parameters: Record<string, string>
    }
  ) => callApi('POST', pathOf(account, '/strategies'), { key, body }),
}
