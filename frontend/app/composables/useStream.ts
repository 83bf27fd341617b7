import { effectScope } from 'vue'

/** The line of this tab, and what is shown of it. */
interface TabStream {
  stream: HostStream
  /** How the line stands. */
  state: Readonly<Ref<StreamState>>
  /** When the host was last heard on it, UTC epoch ms; 0 for never. */
  lastAt: Readonly<Ref<number>>
}

let tab: TabStream | undefined

/** The one line of this tab to the host; it is open while somebody is logged in. */
export function useStream(): TabStream {
  return (tab ??= effectScope(true).run(openTab)!)
}

function openTab(): TabStream {
  const session = useSession()
  const state = ref<StreamState>('idle')
  const lastAt = ref(0)
  const ask = () => session.load().catch(() => undefined)
  const stream = new HostStream({
    open: async (uid, heard, signal) => {
      try {
        await openEvents(`/api/v1/stream/events?uid=${uid}`, heard, signal)
      } catch (error) {
        if (error instanceof Problem && error.status === 401) await ask()
        throw error
      }
    },
    subscribe: (body) => callApi('POST', '/stream/subscribe', { body }),
    unsubscribe: (body) => callApi('POST', '/stream/unsubscribe', { body }),
    newUid: newKey,
    now: Date.now,
    random: Math.random,
    refused: ask,
  })
  stream.changed = () => {
    state.value = stream.state
    lastAt.value = stream.lastAt
  }
  const kick = () => {
    if (!document.hidden) stream.kick()
  }
  window.addEventListener('online', kick)
  window.addEventListener('focus', kick)
  window.addEventListener('pageshow', kick)
  document.addEventListener('visibilitychange', kick)
  watch(
    () => (session.state === 'signed_in' ? (session.user?.id ?? '') : null),
    (user) => (user === null ? stream.stop() : stream.start()),
    { immediate: true, flush: 'sync' }
  )
  return { stream, state, lastAt }
}
