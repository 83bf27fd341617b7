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
    answer.value = await ((takeAhead('/session') as Promise<SessionAnswer> | null) ??
      callApi('GET', '/session'))
    if (answer.value.state === 'signed_in') isLeaving.value = false
  }

  let first: Promise<void> | null = null
  /** Asks for the first time: whoever waits for that waits for the same answer, until one has come. */
  function begin(): Promise<void> {
    first ??= load().catch((error: unknown) => {
      first = null
      throw error
    })
    return first
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

  async function answerPasskey(path: '/session/passkey' | '/session/fresh/passkey') {
    const { options } = await callApi('POST', `${path}/options`)
    await callApi('POST', path, { body: { answer: await givePasskey(options) }, isAlone: true })
    await load()
  }

  async function logOut() {
    isLeaving.value = true
    try {
      await callApi('DELETE', '/session', { isAlone: true })
    } finally {
      forgetOpenings()
      await load()
    }
  }

  /** The host said that nobody is logged in. */
  function end() {
    answer.value = { state: 'signed_out', user: null, abilities: [] }
  }

  const abilities = computed(() => new Set<string>(answer.value?.abilities ?? []))
  const may = (ability: string) => abilities.value.has(ability)

  return {
    state,
    user,
    isLeaving,
    begin,
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
