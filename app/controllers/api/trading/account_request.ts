import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { CommandKind } from '#ports/command_inbox.js'
import type { OutcomeOf } from '#ports/command_outcomes.js'
import type { AccountRow } from '#ports/trading_records.js'
import { ApiProblem, notFound } from '#exceptions/api_problem'
import AccessPolicy from '#policies/access_policy'

/** How long a request waits for the engine's answer. */
const PATIENCE_MS = 10_000
/** What must not be carried out late is carried out within this time or not at all. */
export const SOON_MS = 15_000

const KEY = /^[\x21-\x7e]{1,64}$/

/** The account that the address names. */
export async function accountOf({ params }: HttpContext): Promise<AccountRow> {
  const { ports } = await app.container.make('trading')
  const name = String(params.account)
  const found = (await ports.records.accounts()).find((one) => one.name === name)
  if (found === undefined) throw notFound(`account ${name.slice(0, 40)}`)
  return found
}

/** Refuses a caller who is bound to other strategies. `manual` is trading by hand. */
export async function allowStrategy(
  { bouncer, caller }: HttpContext,
  strategy: string
): Promise<void> {
  if (await bouncer.with(AccessPolicy).allows('touchStrategy', strategy)) return
  const bound = caller!.token!.strategies!.join(', ')
  throw new ApiProblem(403, 'forbidden', `this token is bound to ${bound}`)
}

/** What the engine is asked. */
export interface EngineCommand<K extends CommandKind = CommandKind> {
  readonly kind: K
  readonly body: Readonly<Record<string, unknown>>
  /** `null` for what is right whenever it is carried out. */
  readonly expiresInMs: number | null
}

/**
 * Has the engine carry out a command once, whatever is sent twice, and answers its outcome. A question that
 * changes nothing needs no key.
 */
export async function askOnce<K extends CommandKind>(
  ctx: HttpContext,
  account: AccountRow,
  { kind, body, expiresInMs }: EngineCommand<K>
): Promise<{ readonly command: string } & OutcomeOf<K>> {
  const { askEngine, ports } = await app.container.make('trading')
  const { actor, from } = ctx.caller!
  const id = `${actor}:${idempotencyKey(ctx)}`
  const expiresMs = expiresInMs === null ? null : ports.clock.nowMs() + expiresInMs
  const written = { id, account: account.name, kind, body, actor, expiresMs }
  const { status, detail } = await askEngine(ports, written, PATIENCE_MS)
  const { ports: identity } = await app.container.make('identity')
  await identity.audit.append({
    actor,
    action: `command.${status}`,
    subject: `account:${account.name}`,
    detail: { kind, body, command: id, from },
  })
  if (status === 'done') return { command: id, ...(detail as OutcomeOf<K>) }
  if (status === 'refused') {
    const reason = String(detail?.reason ?? 'refused')
    throw new ApiProblem(409, 'refused', reason, { members: { command: id, outcome: detail } })
  }
  const later = expiresMs === null ? 'it will be carried out' : 'it expires soon'
  throw new ApiProblem(503, 'engine_away', `nobody carried it out yet; ${later}`, {
    members: { command: id },
  })
}

/** The key of a command; refuses a request without one. */
export function idempotencyKey({ request, apiRoute }: HttpContext): string {
  if (apiRoute?.isCommand !== true) throw new Error(`${request.url()} is not named as a command`)
  const key = request.header('idempotency-key') ?? ''
  if (KEY.test(key)) return key
  throw new ApiProblem(
    400,
    'idempotency_key_needed',
    'send an Idempotency-Key of 1 to 64 visible characters: what is sent twice under one key is done once'
  )
}
