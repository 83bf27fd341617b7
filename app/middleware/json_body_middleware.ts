import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { ApiProblem } from '#exceptions/api_problem'

/** The API takes JSON objects and nothing else: no form that another page could send, no bare text. */
export default class JsonBodyMiddleware {
  async handle({ request }: HttpContext, next: NextFn) {
    // A request that sends nothing says so with a length of 0.
    if (!request.hasBody() || request.header('content-length') === '0') return next()
    if (request.is(['application/json']) === null) {
      throw new ApiProblem(
        415,
        'not_json',
        'the body must be JSON, with content-type application/json'
      )
    }
    const body: unknown = request.body()
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new ApiProblem(400, 'malformed', 'the body must be a JSON object')
    }
    return next()
  }
}
