import type { OrderWish, Page } from '#shared/types/api'
import type {
  BiasAnswer,
  RiskLimitsAnswer,
  LimitsPatch,
  ModeChange,
  OrderCheck,
  Refusal,
  RiskStanding,
  Voice,
} from '#shared/types/risk'

/** What is used of each limit. */
export const useRiskStanding = () => {
  const { at } = useAccount()
  return useLive<RiskStanding>(() => at('/risk'), 2_000)
}

export const useLimits = () => {
  const { at } = useAccount()
  return useLive<RiskLimitsAnswer>(() => at('/risk/limits'), 2_000)
}

export const useBias = () => {
  const { at } = useAccount()
  return useLive<BiasAnswer>(() => at('/risk/bias'), 3_000)
}

export const useVoices = (kind: 'rules' | 'agents') => {
  const { at } = useAccount()
  return useLive<{ items: Voice[] }>(() => at(`/risk/${kind}`), 5_000)
}

export const useModes = () => {
  const { at } = useAccount()
  return useLive<{ items: ModeChange[] }>(() => at('/risk/modes'), 5_000)
}

/** Signals that risk refused or made smaller, newest first. */
export const useRefusals = () => {
  const { at } = useAccount()
  return useLive<Page<Refusal>>(() => at('/traces?denied=true&limit=20'), 5_000)
}

const of = (account: string, path: string) => `/accounts/${encodeURIComponent(account)}/risk${path}`

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
    callApi<OrderCheck>('POST', `/accounts/${encodeURIComponent(account)}/orders/check`, {
      key,
      body,
    }),
}
