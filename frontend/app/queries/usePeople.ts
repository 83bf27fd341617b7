import type {
  OpenSession,
  PasskeysAnswer,
  Person,
  PersonChange,
  Role,
  Token,
  TokenWish,
} from '#shared/types/people'

const SLOW_MS = 10_000

/** Everybody who may log in; nobody for those who may not see them. */
export const useUsers = () => {
  const session = useSession()
  return useLive<{ users: Person[] }>(() => (session.may('users:read') ? '/users' : null), SLOW_MS)
}

/** Tokens of programs, and the abilities that one may be given. */
export const useApiTokens = () => {
  const session = useSession()
  return useLive<{ tokens: Token[]; abilities: string[] }>(
    () => (session.may('tokens:read') ? '/tokens' : null),
    SLOW_MS
  )
}

/** What each ability opens; it is the same for as long as the host runs. */
export const useReach = () => useLive('/tokens/reach', 600_000)

export const usePasskeys = () => useLive<PasskeysAnswer>('/me/passkeys', SLOW_MS)

export const useSessions = () => useLive<{ sessions: OpenSession[] }>('/me/sessions', SLOW_MS)

const idOf = (id: string) => encodeURIComponent(id)

/** Sends what must not be sent twice: an answer that never came is told, not asked for again. */
async function once<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (error instanceof Problem && error.isUnknown) throw new Problem(-1, error.code, error.detail)
    throw error
  }
}

/** What changes people, tokens and oneself. None of these is a command of an account: the keys go unused. */
export const people = {
  add: (body: { name: string; password: string; role: Role }) =>
    once(() => callApi('POST', '/users', { body })),
  change: (id: string, body: PersonChange) => callApi('PATCH', `/users/${idOf(id)}`, { body }),
  makeToken: (body: TokenWish) => once(() => callApi('POST', '/tokens', { body })),
  rotateToken: (id: string) => once(() => callApi('POST', `/tokens/${idOf(id)}/rotate`)),
  revokeToken: (id: string) => callApi('DELETE', `/tokens/${idOf(id)}`),
}

export const me = {
  setPassword: (body: { password: string; newPassword: string }) =>
    callApi('PUT', '/me/password', { body }),
  proposeTotp: () => callApi('POST', '/me/totp'),
  confirmTotp: (code: string) => callApi('PUT', '/me/totp', { body: { code } }),
  removeTotp: () => callApi('DELETE', '/me/totp'),
  /** Asks the browser for a new passkey and adds it. */
  addPasskey: async (name: string) => {
    const { options } = await callApi('POST', '/me/passkeys/options')
    const answer = await makePasskey(options)
    return callApi('POST', '/me/passkeys', { body: { name, answer } })
  },
  renamePasskey: (id: string, name: string) =>
    callApi('PATCH', `/me/passkeys/${idOf(id)}`, { body: { name } }),
  removePasskey: (id: string) => callApi('DELETE', `/me/passkeys/${idOf(id)}`),
  endSession: (id: string) => callApi('DELETE', `/me/sessions/${idOf(id)}`),
  endOthers: () => callApi('DELETE', '/me/sessions'),
}
