import { ExceptionHandler, type HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'

/** Answers to requests that failed: details while developing, a plain sentence in production. */
export default class HttpExceptionHandler extends ExceptionHandler {
  protected override debug = !app.inProduction

  override async handle(error: unknown, ctx: HttpContext) {
    return super.handle(error, ctx)
  }
}
