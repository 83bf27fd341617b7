/** When the price of an instrument was heard, and whether its market is closed; of what is not heard nothing is known. */
export function usePriceAges() {
  const engine = useEngine()
  const known = computed(
    () => new Map((engine.data.value?.market?.instruments ?? []).map((one) => [one.symbol, one]))
  )
  return (symbol: string) => {
    const one = known.value.get(symbol)
    return { at: one?.atMs ?? null, isClosed: one?.freshness === 'closed' }
  }
}
