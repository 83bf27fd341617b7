import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import type { Ability } from '#engine/identity/abilities.js'
import { ApiProblem } from '#exceptions/api_problem'
import AccessMiddleware from './access_middleware.js'

/**
 * Lets a page of the host be seen by whoever may: decided as for the API. Nobody is sent to the panel, which
 * asks them to log in; who lacks the ability reads a sentence.
 */
export default class PageAccessMiddleware {
  async handle(ctx: HttpContext, next: NextFn, ability: Ability) {
    try {
      await new AccessMiddleware().handle(ctx, () => Promise.resolve(), { ability })
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem
      if (problem.status !== 403) return ctx.response.redirect('/')
      return ctx.response.status(403).type('text/plain').send(`Not shown: ${problem.detail}.\n`)
    }
    return next()
  }
}
