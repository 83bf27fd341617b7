import { covers } from '#engine/plugin_permissions/covers.js'
import type { Permission } from '#engine/plugin_permissions/capability.js'
import { hostPort } from '#engine/plugin_permissions/net_scope.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { NetworkFailure, OutgoingAnswer, PluginNetwork } from '#ports/plugin_network.js'
import type { SecretVault, UsableSecret } from '#ports/plugin_secrets.js'
import type { Effect } from './effect_form.js'
import {
  checkHeaders,
  checkUrl,
  isHeaderValue,
  shownHeaders,
  STRAY,
  type AllowedUrl,
} from './http_rules.js'
import type { EffectFailure } from './running_plugin.js'
import { hasStrayPlaceholder, type Redactor, secretsIn, withSecrets } from './secret_text.js'

/** Longest request, from asking for the address to the last byte. */
export const HTTP_TIMEOUT_MS = 10_000
/** Largest answer, packed and unpacked. */
export const HTTP_ANSWER_BYTES_MAX = 1_048_576
/** Largest answer as JSON text: a body of control characters grows sixfold. */
const ANSWER_TEXT_MAX = 2_000_000

type HttpEffect = Extract<Effect, { type: 'http' }>

/** A request that is allowed, with the secrets it uses. */
export interface AllowedRequest {
  readonly effect: HttpEffect
  readonly url: AllowedUrl
  readonly secrets: ReadonlyMap<string, UsableSecret>
}

/** What a plugin is given of an answer. */
export interface ShownAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Bytes that are not UTF-8 are replaced. */
  readonly body: string
}

/** Judges a request: address, headers, and every secret against its grant and the hosts it is bound to. */
export async function checkRequest(
  effect: HttpEffect,
  grants: readonly Permission[],
  vault: Pick<SecretVault, 'use'>
): Promise<Result<AllowedRequest, EffectFailure>> {
  const url = checkUrl(effect, grants)
  if (!url.ok) return url
  const headers = checkHeaders(effect.headers)
  if (!headers.ok) return headers
  if (effect.body !== null && ['GET', 'HEAD'].includes(url.value.method)) {
    return err({ code: 'invalid', message: `body: ${url.value.method} has none` })
  }
  if (hasStrayPlaceholder(effect.body ?? '')) return err({ code: 'secret', message: STRAY })
  const texts = [...Object.values(effect.headers), url.value.query, effect.body ?? '']
  const names = new Set(texts.flatMap(secretsIn))
  const secrets = new Map<string, UsableSecret>()
  for (const name of names) {
    const secret = await usable(name, { grants, vault, place: hostPort(url.value.place) })
    if (!secret.ok) return secret
    secrets.set(name, secret.value)
  }
  return ok({ effect, url: url.value, secrets })
}

/** Sends an allowed request; what comes back has been cleaned of every secret that the redactor knows. */
export async function sendRequest(
  { effect, url, secrets }: AllowedRequest,
  network: Pick<PluginNetwork, 'request'>,
  using: { readonly redactor: Redactor; readonly signal: AbortSignal }
): Promise<Result<ShownAnswer, EffectFailure>> {
  const headers = Object.fromEntries(
    Object.entries(effect.headers).map(([name, text]) => [name, withSecrets(text, secrets)])
  )
  if (!Object.values(headers).every(isHeaderValue)) {
    return err({ code: 'secret', message: 'a secret holds a character that headers cannot hold' })
  }
  const query = withSecrets(url.query, secrets, encodeURIComponent)
  const body = effect.body === null ? null : Buffer.from(withSecrets(effect.body, secrets))
  const answer = await network.request({
    place: url.place,
    method: url.method,
    path: query === '' ? url.path : `${url.path}?${query}`,
    headers,
    body,
    timeoutMs: HTTP_TIMEOUT_MS,
    answerBytesMax: HTTP_ANSWER_BYTES_MAX,
    signal: using.signal,
  })
  if (!answer.ok) return err(cleanFailure(answer.failure, using.redactor))
  return shown(answer.value, using.redactor)
}

function shown(
  { status, headers, body }: OutgoingAnswer,
  redactor: Redactor
): Result<ShownAnswer, EffectFailure> {
  const answer = {
    status,
    headers: Object.fromEntries(
      Object.entries(shownHeaders(headers)).map(([name, text]) => [name, redactor.redact(text)])
    ),
    body: redactor.redact(Buffer.from(body).toString('utf8')),
  }
  if (JSON.stringify(answer).length > ANSWER_TEXT_MAX) {
    return err({ code: 'too_large', message: 'the answer is too large as text' })
  }
  return ok(answer)
}

function cleanFailure({ code, message }: NetworkFailure, redactor: Redactor): EffectFailure {
  return { code, message: redactor.redact(message) }
}

async function usable(
  name: string,
  by: {
    readonly grants: readonly Permission[]
    readonly vault: Pick<SecretVault, 'use'>
    readonly place: string
  }
): Promise<Result<UsableSecret, EffectFailure>> {
  const need: Permission = {
    name: 'secrets',
    capability: `secrets:${name}`,
    scope: '',
    terms: { type: 'name', name },
  }
  if (!covers(by.grants, need)) {
    return err({ code: 'not_granted', message: `the secret "${name}" is not granted` })
  }
  const secret = await by.vault.use(name)
  if (secret === null) {
    return err({
      code: 'secret',
      message: `the secret "${name}" is not set; node ace secret:set does`,
    })
  }
  if (!secret.hosts.includes(by.place)) {
    return err({ code: 'secret', message: `the secret "${name}" is not bound to ${by.place}` })
  }
  return ok(secret)
}
