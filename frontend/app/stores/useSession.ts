import type { SessionAnswer } from '#shared/types/api'

/** Who is at the panel, as the host says. */
export const useSession = defineStore('session', () => {
  const answer = shallowRef<SessionAnswer | null>(null)
  const state = computed(() => answer.value?.state ?? 'unknown')
  /** Somebody logs out: what is still on the screen asks for nothing more. */
  const isLeaving = ref(false)
  const user = computed(() => answer.value?.user ?? null)

  /** Asks the host; brings the cookie that changes need as well. */
  async function load(): Promise<void> {
    answer.value = await callApi<SessionAnswer>('GET', '/session')
    if (answer.value.state === 'signed_in') isLeaving.value = false
  }

  async function setUp(wish: { setupCode: string; name: string; password: string }) {
    await load()
    await callApi('POST', '/setup', { body: wish })
    await load()
  }

  async function logIn(wish: { name: string; password: string; code: string | null }) {
    await load()
    await callApi('POST', '/session', { body: wish, isAlone: true })
    await load()
  }

  /** Logs in whoever the passkey says it is. */
  async function logInByPasskey() {
    await load()
    await answerPasskey('/session/passkey')
  }

  /** Gives the password again: for five minutes, what moves money or loosens a limit is let through. */
  async function freshen(wish: { password: string; code: string | null }) {
    await callApi('POST', '/session/fresh', { body: wish, isAlone: true })
    await load()
  }

  /** A passkey in place of the password. */
  const freshenByPasskey = () => answerPasskey('/session/fresh/passkey')

  async function answerPasskey(path: string) {
    const { options } = await callApi<{ options: object }>('POST', `${path}/options`)
    await callApi('POST', path, { body: { answer: await givePasskey(options) } })
    await load()
  }

  async function logOut() {
    isLeaving.value = true
    try {
      await callApi('DELETE', '/session', { isAlone: true })
    } finally {
      await load()
    }
  }

  /** The host said that nobody is logged in. */
  function end() {
    answer.value = { state: 'signed_out', user: null, abilities: [] }
  }

  const may = (ability: string) => answer.value?.abilities.includes(ability) ?? false

  return {
    state,
    user,
    isLeaving,
    load,
    setUp,
    logIn,
    logInByPasskey,
    freshen,
    freshenByPasskey,
    logOut,
    end,
    may,
  }
})
