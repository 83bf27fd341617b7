import { Bouncer } from '@adonisjs/bouncer'
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { NextFn } from '@adonisjs/core/types/http'
import type { Ability } from '#engine/identity/abilities.js'
import { personCalling, programCalling, type Caller } from '#engine/identity/caller.js'
import type { KeptLogin } from '#ports/identity.js'
import { ApiProblem } from '#exceptions/api_problem'
import AccessPolicy from '#policies/access_policy'

/**
 * Who may call a route. `open`: anybody, also before there is an owner. `self`: any person with a
 * session, about themselves; `self_fresh` with the password of the last five minutes. `caller`: any person
 * or program, where what is asked for decides about the ability. Else whoever has the ability, and a person
 * with `isFresh` that password as well.
 */
export type Access =
  | 'open'
  | 'self'
  | 'self_fresh'
  | 'caller'
  | { readonly ability: Ability; readonly isFresh?: boolean }

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** Who calls; `null` on an open route without a session. */
    caller: Caller | null
    /** What that caller may: policies are asked through it. */
    bouncer: Bouncer<Caller>
  }
}

/** Finds out who calls and whether they may. Every route of the API goes through here. */
export default class AccessMiddleware {
  async handle(ctx: HttpContext, next: NextFn, access: Access) {
    ctx.response.header('cache-control', 'no-store')
    const { ports } = await app.container.make('identity')
    ctx.caller = await callerOf(ctx)
    ctx.bouncer = new Bouncer<Caller>(ctx.caller)
    if (access === 'open') return next()
    if (ctx.caller === null) {
      if (!(await ports.records.hasUsers())) {
        throw new ApiProblem(503, 'setup_needed', 'this installation has no owner yet; set it up')
      }
      throw new ApiProblem(401, 'not_signed_in', 'log in, or send a token that is in force')
    }
    if (access === 'caller') return next()
    const { caller } = ctx
    const policy = ctx.bouncer.with(AccessPolicy)
    const isOwn = access === 'self' || access === 'self_fresh'
    if (isOwn && (await policy.denies('beAPerson'))) {
      throw new ApiProblem(403, 'forbidden', 'only a person may do this')
    }
    if (!isOwn && (await policy.denies('use', access.ability))) {
      await ports.audit.append({
        actor: caller.actor,
        action: 'access.refused',
        subject: `ability:${access.ability}`,
        detail: { method: ctx.request.method(), path: ctx.request.url(), from: caller.from },
      })
      const { ability } = access
      throw new ApiProblem(403, 'forbidden', `this needs the ability ${ability}`, {
        members: { ability },
      })
    }
    const wantsFresh = isOwn ? access === 'self_fresh' : access.isFresh === true
    if (wantsFresh && (await policy.denies('actFreshly', ports.now()))) {
      throw new ApiProblem(403, 'fresh_login_needed', 'give your password again for this')
    }
    return next()
  }
}

async function callerOf(ctx: HttpContext): Promise<Caller | null> {
  const { ports, readToken } = await app.container.make('identity')
  const from = ctx.request.ip()
  const header = ctx.request.header('authorization')
  // A request that brings a token never acts by a session, whatever cookies come with it.
  if (header !== undefined) {
    const [, text = ''] = /^Bearer (\S+)$/i.exec(header) ?? []
    const read = await readToken(ports, text, from)
    return read === null ? null : programCalling(read.user, read.token, from)
  }
  const login = ctx.session.get('login') as KeptLogin | undefined
  if (login === undefined) return null
  const user = await ports.records.user(login.userId)
  if (user?.isEnabled === true && user.generation === login.generation) {
    return personCalling(user, from, login.freshAtMs)
  }
  ctx.session.clear()
  return null
}
