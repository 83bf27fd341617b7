import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { KeptPreferences } from '#ports/preferences.js'
import { refused } from '#exceptions/api_problem'
import { preferencesValidator } from '#validators/preferences'
import { bodyOf } from '../asked.js'
import { hasSeen } from '../entity_tag.js'

/** How the person who asks wants the panel to look. Nobody else's can be named. */
export default class PreferencesController {
  async show(ctx: HttpContext) {
    const { ports } = await app.container.make('identity')
    const { id } = ctx.caller!.user
    const kept = await ports.preferences.of(id)
    // The name as well: after another login in the same browser the tag is another one.
    if (hasSeen(ctx, `${id}-${kept.revision}`)) return
    return preferencesView(kept)
  }

  async update(ctx: HttpContext) {
    const { ports, changePreferences } = await app.container.make('identity')
    const change = await bodyOf(ctx, preferencesValidator)
    const changed = await changePreferences(ports.preferences, ctx.caller!.user.id, change)
    if (!changed.ok) throw refused(changed.failure, 'too_much')
    return preferencesView(changed.value)
  }
}

function preferencesView({ preferences: { density, tables } }: KeptPreferences) {
  return { density, tables }
}
