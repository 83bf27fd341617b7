import type { AddressIn, AnswerAt, Known, Unfit } from '#shared/types/answers'

type LiveAnswer<T> = ReturnType<typeof useQuery<T>>

const EVERY_MS = 1_500
/** Between two answers while the line that would tell is away. */
const FALLBACK_MS = 3_000
/** Answers of something between the browser and the host: the host itself was not reached. */
const BETWEEN = new Set([0, 502, 504])

const books = new Map<string, LiveBook>()

/**
 * What the host says at `path`, kept fresh for as long as the component lives; `null` asks nothing. The line to
 * the host says what changed; where it has no channel for it, and while it is away, the host is asked every
 * `everyMs`. Keys begin with `live`, so that one word refreshes everything after a command.
 */
export function useLive<const P extends MaybeRefOrGetter<string | null>>(
  path: P & Known<'GET', AddressIn<P>>,
  everyMs?: number
): LiveAnswer<AnswerAt<'GET', AddressIn<P>>>
export function useLive<T = Unfit>(
  path: MaybeRefOrGetter<string | null>,
  everyMs?: number
): LiveAnswer<T>
export function useLive<T>(path: MaybeRefOrGetter<string | null>, everyMs = EVERY_MS) {
  const link = useHostLink()
  const session = useSession()
  const bookOf = useBooks()
  let held: { at: string; book: LiveBook } | null = null
  const hold = (at: string | null) => {
    if (held?.at === at) return
    const before = held
    held = at === null ? null : { at, book: bookOf(at) }
    if (before && --before.book.users === 0) {
      before.book.close()
      books.delete(before.at)
    }
  }
  // Before the query, so that nothing is told between its question and this.
  watch(() => toValue(path), hold, { immediate: true, flush: 'sync' })

  const query = useQuery<T>({
    key: () => ['live', toValue(path) ?? ''],
    enabled: () => toValue(path) !== null && !session.isLeaving,
    // Several parts of a page may ask the same: one of them is enough.
    staleTime: everyMs / 2,
    query: async ({ signal }) => {
      const at = toValue(path)!
      const ahead = takeAhead(at)
      const call = () => (ahead ?? callApi('GET', at, { signal })) as Promise<T>
      try {
        const answer = await (books.get(at)?.fetch(call) ?? call())
        if (ahead !== null) books.get(at)?.confirm()
        link.heard()
        return answer
      } catch (error) {
        if (error instanceof Problem) {
          if (BETWEEN.has(error.status)) link.failed()
          else link.heard()
          if (error.status === 401) session.end()
        }
        throw error
      }
    },
  })
  let askedAt = Date.now()
  const ask = () => {
    if (held === null || session.isLeaving) return
    if (document.hidden && !isKeptHidden(held.at)) return
    const { book } = held
    if (book.isCovered && query.error.value === null) return book.wake()
    const pause = book.isFollowed ? Math.max(everyMs, FALLBACK_MS) : everyMs
    if (Date.now() - askedAt < pause - 50) return
    askedAt = Date.now()
    void query.refresh().catch(() => undefined)
  }
  const timer = setInterval(ask, everyMs)
  document.addEventListener('visibilitychange', ask)
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', ask)
    hold(null)
  })
  return query
}

/** Has everything that is kept fresh asked again at once. */
export function useRefresh() {
  const cache = useQueryCache()
  // An answer that is overtaken by a newer question is none that failed.
  return () => cache.invalidateQueries({ key: ['live'] }).catch(() => undefined)
}

/** Finds the book of a path, or opens it; whoever gets it uses it. */
function useBooks() {
  const cache = useQueryCache()
  const session = useSession()
  const { stream } = useStream()
  return (at: string): LiveBook => {
    const key = ['live', at]
    let book = books.get(at)
    if (book === undefined) {
      book = new LiveBook({
        on: (channel, listener) => stream.on(channel, listener),
        covers: (channel) => stream.covers(channel),
        shown: () => cache.getQueryData(key),
        show: (data) => cache.setQueryData(key, data),
        ask: () => void cache.invalidateQueries({ key, exact: true }).catch(() => undefined),
        now: Date.now,
        atFrame: drawInTurn,
        isHidden: () => document.hidden && !isKeptHidden(at),
        channelsOf: (shown) => liveChannels(at, shown),
        may: (channel) => session.may(abilityOfChannel(channel)),
      })
      books.set(at, book)
      // What is left from before was not kept fresh since.
      if (cache.getQueryData(key) !== undefined) book.askSoon(0)
    }
    book.users++
    return book
  }
}
