import type { OrderWish } from '#shared/types/api'
import type { LimitsPatch } from '#shared/types/risk'

/** What is used of each limit. */
export const useRiskStanding = () => {
  const { at } = useAccount()
  return useLive(() => at('/risk'), 2_000)
}

export const useLimits = () => {
  const { at } = useAccount()
  return useLive(() => at('/risk/limits'), 2_000)
}

export const useBias = () => {
  const { at } = useAccount()
  return useLive(() => at('/risk/bias'), 3_000)
}

export const useVoices = (kind: 'rules' | 'agents') => {
  const { at } = useAccount()
  return useLive(() => at(`/risk/${kind}`), 5_000)
}

export const useModes = () => {
  const { at } = useAccount()
  const session = useSession()
  return useLive(() => (session.may('risk:read') ? at('/risk/modes') : null), 5_000)
}

/** Signals that risk refused or made smaller, newest first. */
export const useRefusals = () => {
  const { at } = useAccount()
  return useLive(() => at('/traces?denied=true&limit=20'), 5_000)
}

const of = <const Path extends string>(account: string, path: Path) =>
  `/accounts/${encodeURIComponent(account)}/risk${path}` as const

/** Everything that changes the risk of an account; each gets the key of its command first. */
export const risk = {
  change: (key: string, account: string, body: { limits: LimitsPatch; reason: string }) =>
    callApi('PATCH', of(account, '/limits'), { key, body }),
  withdraw: (key: string, account: string, reason: string) =>
    callApi('DELETE', of(account, '/limits/waiting'), { key, body: { reason } }),
  setBias: (
    key: string,
    account: string,
    body: { bias: number; isLasting: boolean; reason: string }
  ) => callApi('PUT', of(account, '/bias'), { key, body }),
  enable: (
    key: string,
    account: string,
    voice: { kind: 'rules' | 'agents'; plugin: string; parameters: Record<string, string> }
  ) =>
    callApi('PUT', of(account, `/${voice.kind}/${encodeURIComponent(voice.plugin)}`), {
      key,
      body: { parameters: voice.parameters },
    }),
  disable: (key: string, account: string, voice: { kind: 'rules' | 'agents'; plugin: string }) =>
    callApi('DELETE', of(account, `/${voice.kind}/${encodeURIComponent(voice.plugin)}`), { key }),
  check: (key: string, account: string, body: OrderWish) =>
    callApi('POST', `/accounts/${encodeURIComponent(account)}/orders/check`, {
      key,
      body,
    }),
}
