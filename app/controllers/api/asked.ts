import type { HttpContext } from '@adonisjs/core/http'
import type { ApiValidator } from '#validators/api_validator'

/**
 * The body of a request, checked. The validator must be the one that the route's row of the table names:
 * what the API's document says is what is asked for.
 */
export function bodyOf<T>(ctx: HttpContext, validator: ApiValidator<T>): Promise<T> {
  if (ctx.apiRoute?.body !== validator) throw new Error(`${nameOf(ctx)} names another body`)
  return validator.validate(ctx.request.body())
}

/** What stands after the `?`, checked, as `bodyOf` does it. */
export function queryOf<T>(ctx: HttpContext, validator: ApiValidator<T>): Promise<T> {
  if (ctx.apiRoute?.query !== validator) throw new Error(`${nameOf(ctx)} names another query`)
  return validator.validate(ctx.request.qs())
}

function nameOf({ apiRoute, request }: HttpContext): string {
  return `the route ${request.method()} ${apiRoute?.path ?? request.url()}`
}
