import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { ApiProblem } from '#exceptions/api_problem'
import type { ApiValidator } from '#validators/api_validator'

/** What a request is held against: its row of the API's table. */
export interface ApiRouteInput {
  readonly path: string
  readonly query?: ApiValidator
  readonly body?: ApiValidator
  /** Whether it needs an Idempotency-Key. */
  readonly isCommand?: boolean
}

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** The row of the API's table that answers; absent outside the API. */
    apiRoute?: ApiRouteInput
  }
}

/** How deep objects in a body may be: deeper than anything that is asked for. */
const DEPTH_MAX = 12

/** Tells the controller which row of the table it answers for, and refuses texts that nothing can store. */
export default class ApiRouteMiddleware {
  handle(ctx: HttpContext, next: NextFn, route: ApiRouteInput) {
    ctx.apiRoute = route
    const { request, params } = ctx
    if (![params, request.qs(), request.body()].every((one) => isStorable(one, 0))) {
      throw new ApiProblem(
        400,
        'malformed',
        'texts hold whole characters and no NUL, objects 12 levels'
      )
    }
    return next()
  }
}

function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  if (depth === DEPTH_MAX) return false
  return Object.entries(value).every(
    ([name, one]) => isStorable(name, depth) && isStorable(one, depth + 1)
  )
}
