import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { describeProblem } from './describe_problem.js'

/**
 * Answers to requests that failed: a problem document (RFC 9457) from the API; else details while
 * developing, a plain sentence in production.
 */
export default class HttpExceptionHandler extends ExceptionHandler {
  protected override debug = !app.inProduction

  override async handle(error: unknown, ctx: HttpContext) {
    if (!ctx.request.url().startsWith('/api/')) return super.handle(error, ctx)
    const { status, code, detail, more } = describeProblem(error)
    for (const [name, value] of Object.entries(more.headers ?? {})) {
      ctx.response.header(name, value)
    }
    ctx.response
      .status(status)
      .header('content-type', 'application/problem+json')
      .send(
        JSON.stringify({
          type: `/api/problems/${code}`,
          status,
          code,
          detail,
          requestId: ctx.request.id(),
          ...(more.fields === undefined ? {} : { fields: more.fields }),
          ...more.members,
        })
      )
  }

  override async report(error: unknown, ctx: HttpContext) {
    // What the API expects is an answer, not a fault.
    if (ctx.request.url().startsWith('/api/') && describeProblem(error).status < 500) return
    return super.report(error, ctx)
  }
}
