import type { Result } from '#kernel/values/result.js'
import { isFailureOfWorld, type PluginRefusal } from '#engine/plugin_install/install_request.js'
import { ApiProblem } from '#exceptions/api_problem'

/** What was done; throws the problem of a refusal. */
export function done<T>(result: Result<T, PluginRefusal>): T {
  if (result.ok) return result.value
  throw problemOf(result.failure)
}

/** Why nothing was changed, as a problem under the engine's own code. */
export function problemOf(refused: PluginRefusal): ApiProblem {
  const { code, message, more } = refused
  if (code === 'not_installed') return new ApiProblem(404, 'not_found', message)
  const status = isFailureOfWorld(refused) ? 503 : 409
  return new ApiProblem(status, code, message, { members: { more } })
}
