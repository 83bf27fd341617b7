import type { MarketInstrument } from '#shared/types/api'

/** What the host says of an instrument that is heard, by its symbol. Whoever asks is drawn anew when the answer is another. */
export function useInstruments(): (symbol: string) => MarketInstrument | undefined {
  const engine = useEngine()
  const heard = computed(() => engine.data.value?.market?.instruments)
  const known = computed(() => new Map((heard.value ?? []).map((one) => [one.symbol, one])))
  return (symbol) => known.value.get(symbol)
}

interface PriceAge {
  at: () => number | null
  isClosed: () => boolean
}

/**
 * When the price of an instrument was heard, and whether its market is closed. Both are asked for where they are
 * shown: what is around them is not drawn anew with them.
 */
export function usePriceAges(): (symbol: string) => PriceAge {
  const instrumentOf = useInstruments()
  const ages = new Map<string, PriceAge>()
  return (symbol) => {
    let age = ages.get(symbol)
    if (age === undefined) {
      age = {
        at: () => instrumentOf(symbol)?.atMs ?? null,
        isClosed: () => instrumentOf(symbol)?.freshness === 'closed',
      }
      ages.set(symbol, age)
    }
    return age
  }
}
