import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { invalid, notFound, refused } from '#exceptions/api_problem'
import { newPasskeyValidator, passkeyNameValidator } from '#validators/passkeys'
import { bodyOf } from '../asked.js'
import { challengeOf, siteOf, wait } from './passkey_question.js'
import { passkeyView } from './views.js'

/** The passkeys of whoever is logged in. */
export default class PasskeysController {
  /** `isPossible` says whether this address is one where browsers have passkeys. */
  async index({ caller, request }: HttpContext) {
    const { ports, passkeySite } = await app.container.make('identity')
    const passkeys = await ports.passkeys.of(caller!.user.id)
    const isPossible = passkeySite(request.header('host') ?? '') !== null
    return { passkeys: passkeys.map(passkeyView), isPossible }
  }

  /** Begins a new passkey. */
  async propose(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    const { user } = ctx.caller!
    const site = await siteOf(ctx)
    const known = await ports.passkeys.of(user.id)
    return wait(ctx, 'add', await ports.ceremonies.askForNew(site, user, known))
  }

  async store(ctx: HttpContext) {
    const { ports, addPasskey } = await app.container.make('identity')
    const { name, answer } = await bodyOf(ctx, newPasskeyValidator)
    await checkName(name)
    const site = await siteOf(ctx)
    const challenge = await challengeOf(ctx, 'add')
    const caller = ctx.caller!
    const added = await addPasskey(ports, caller.user, { name, site, challenge, answer }, caller)
    if (!added.ok) throw refused(added.failure)
    ctx.response.status(201)
    return { passkey: passkeyView(added.value) }
  }

  async update(ctx: HttpContext) {
    const { ports, renamePasskey } = await app.container.make('identity')
    const { name } = await bodyOf(ctx, passkeyNameValidator)
    await checkName(name)
    const caller = ctx.caller!
    const id = await this.#own(ctx)
    const renamed = await renamePasskey(ports, caller.user, { id, name }, caller)
    if (!renamed.ok) throw refused(renamed.failure)
    return this.index(ctx)
  }

  async destroy(ctx: HttpContext) {
    const { ports, removePasskey } = await app.container.make('identity')
    const caller = ctx.caller!
    const id = await this.#own(ctx)
    await removePasskey(ports, caller.user, id, caller)
    return this.index(ctx)
  }

  /** The id of the address, which must be one of the caller's. */
  async #own({ params, caller }: HttpContext): Promise<string> {
    const { ports } = await app.container.make('identity')
    const id = String(params.id)
    const passkeys = await ports.passkeys.of(caller!.user.id)
    if (passkeys.some((one) => one.id === id)) return id
    throw notFound('such passkey of yours')
  }
}

async function checkName(given: string): Promise<void> {
  const { readPasskeyName } = await app.container.make('identity')
  const name = readPasskeyName(given)
  if (!name.ok) throw invalid('name', name.failure)
}
