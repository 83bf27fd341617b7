/** How often an answer that never came is asked for again, under the same key. */
const TRIES = 4
const PAUSE_MS = 1_000

/**
 * Sends commands so that none is done twice: an answer that does not come is asked for again under the same
 * key, and one that wants a fresh login is sent again after it. Throws the last Problem.
 */
export function useSender() {
  const refresh = useRefresh()
  const { askFresh } = useFreshLogin()

  return async <T>(send: (key: string) => Promise<T>, onDoubt = () => {}): Promise<T> => {
    const key = newKey()
    try {
      for (let tries = 1; ; tries++) {
        try {
          return await send(key)
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          if (error.code === 'fresh_login_needed' && (await askFresh())) continue
          if (!error.isUnknown || tries === TRIES) throw error
          onDoubt()
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
        }
      }
    } finally {
      void refresh()
    }
  }
}
