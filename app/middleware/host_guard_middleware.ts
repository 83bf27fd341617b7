import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Answers only to names of this machine. A web page elsewhere can point its own name at 127.0.0.1
 * and then read what a loopback server says; the Host header it sends gives it away.
 */
export default class HostGuardMiddleware {
  async handle({ request, response }: HttpContext, next: NextFn) {
    const host = (request.header('host') ?? '').toLowerCase().replace(/:\d+$/, '')
    if (!LOOPBACK_NAMES.has(host)) {
      return response
        .status(421)
        .type('text/plain')
        .send('This server answers to localhost and 127.0.0.1 only.\n')
    }
    return next()
  }
}
