import { visible } from '#engine/plugin/visible.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { LockSession } from '#ports/plugin_locks.js'
import { refusal, type PluginRefusal } from './install_request.js'

/** Takes the right to change a plugin; the failure says who has it. */
export async function claimPlugin(
  id: string,
  session: LockSession
): Promise<Result<void, PluginRefusal>> {
  if (await session.tryAlone(`change:${id}`)) return ok(undefined)
  const holder = (await session.holder(`change:${id}`)) ?? 'another process'
  return err(
    refusal(
      'busy',
      `${holder} is installing, updating or removing ${visible(id)} right now; wait until it has ended and try again.`
    )
  )
}
