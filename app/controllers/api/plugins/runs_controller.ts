import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { refused } from '#exceptions/api_problem'
import { restartValidator } from '#validators/plugins'
import { bodyOf } from '../asked.js'
import { idempotencyKey } from '../trading/account_request.js'
import { askedFor } from './change_notes.js'

/** Commands that are remembered; what is older was answered long ago. */
const KEYS_MAX = 200

/** What was asked under each key, oldest first. A process that begins anew has started its plugins anew as well. */
const asked = new Map<string, Promise<boolean>>()

/** Runs of plugins in this process. */
export default class PluginRunsController {
  /** Starts one again, once for each key. */
  async restart(ctx: HttpContext) {
    const { environment, instance = null } = await bodyOf(ctx, restartValidator)
    const { actor } = ctx.caller!
    const id = String(ctx.params.id)
    const key = `${actor}:${idempotencyKey(ctx)}`
    let restarted = asked.get(key)
    if (restarted === undefined) {
      const host = (await app.container.make('plugin_host_opened'))()
      if (host === null) throw refused('no plugin runs in this process', 'not_running')
      await askedFor(ctx, id, 'restart')
      const name = { id, environment, ...(instance === null ? {} : { instance }) }
      restarted = asked.get(key) ?? host.restart(name, { actor })
      asked.set(key, restarted)
      for (const old of asked.keys()) {
        if (asked.size <= KEYS_MAX) break
        asked.delete(old)
      }
    }
    if (await restarted) return { isRestarted: true }
    throw refused(
      `${id} neither runs here nor waits for its next start; see its state`,
      'not_running'
    )
  }
}
