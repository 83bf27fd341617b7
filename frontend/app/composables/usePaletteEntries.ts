/** Something that the command palette finds and does. */
export interface PaletteEntry {
  id: string
  kind: 'page' | 'action' | 'strategy' | 'symbol' | 'order' | 'account'
  label: string
  /** Which money it touches. */
  environment?: string
  detail?: string
  run: () => unknown
}

/** Everything that can be found now: pages, actions, strategies, symbols, orders, accounts. */
export function usePaletteEntries(stop: () => void) {
  const { t } = useI18n()
  const router = useRouter()
  const session = useSession()
  const prefs = usePrefs()
  const { account, engine } = useAccount()
  const { pages } = usePages()
  const strategies = useStrategies()
  const orders = useWorkingOrders()
  const isThere = (path: string) => router.resolve(path).matched.length > 0
  const goes = (path: string) => () => navigateTo(path)

  const actions = computed<PaletteEntry[]>(() => {
    const environment = account.value?.environment
    const list: PaletteEntry[] = []
    if (session.may('engine:halt') && account.value) {
      const word = account.value.mode === 'halted' ? t('resume.button') : t('stop.button')
      list.push({ id: 'stop', kind: 'action', label: word, environment, run: stop })
    }
    const others = { dark: 'light', light: 'dark' } as const
    const next = others[prefs.shownTheme]
    const say = (id: string, label: string, run: () => unknown) =>
      list.push({ id, kind: 'action', label, run })
    say('theme', t(`frame.palette.${next}`), () => (prefs.theme = next))
    say('language', t('frame.palette.language'), () => {
      prefs.language = prefs.language === 'en' ? 'zh-CN' : 'en'
    })
    for (const clock of ['exchange', 'local', 'utc'] as const) {
      if (clock !== prefs.clock) {
        say(`clock ${clock}`, t(`frame.palette.clock.${clock}`), () => (prefs.clock = clock))
      }
    }
    say('out', t('log_out'), () => session.logOut())
    return list
  })

  return computed<PaletteEntry[]>(() => {
    const environment = account.value?.environment
    return [
      ...pages.value.map(({ key, to }) => ({
        id: `page ${to}`,
        kind: 'page' as const,
        label: t(`nav.${key}`),
        detail: PAGE_LETTERS[key] ? `g ${PAGE_LETTERS[key]}` : '',
        run: goes(to),
      })),
      ...actions.value,
      ...(engine.data.value?.accounts ?? [])
        .filter(({ name }) => name !== account.value?.name)
        .map(({ name, environment: of }) => ({
          id: `account ${name}`,
          kind: 'account' as const,
          label: name,
          environment: of,
          run: () => (prefs.account = name),
        })),
      ...(strategies.data.value?.items ?? []).map(({ name, state }) => ({
        id: `strategy ${name}`,
        kind: 'strategy' as const,
        label: name,
        detail: t(`strategy.state.${state}`),
        environment,
        run: goes(`/strategies/${encodeURIComponent(name)}`),
      })),
      ...(engine.data.value?.market?.instruments ?? []).map(({ symbol }) => ({
        id: `symbol ${symbol}`,
        kind: 'symbol' as const,
        label: symbol,
        environment,
        run: goes(`/orders?symbol=${encodeURIComponent(symbol)}`),
      })),
      ...(orders.data.value?.items ?? []).map(({ id, symbol, side }) => ({
        id: `order ${id}`,
        kind: 'order' as const,
        label: id,
        detail: `${t(`order.${side}`)} ${symbol}`,
        environment,
        run: goes(isThere(`/orders/${id}`) ? `/orders/${encodeURIComponent(id)}` : '/orders'),
      })),
    ]
  })
}
