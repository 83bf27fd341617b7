import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { PanelFile } from '#ports/panel.js'
import HomeController from './home_controller.js'

const YEAR = 'public, max-age=31536000, immutable'

/** The panel: its page at every address of its own, and the files that the page asks for. */
export default class PanelController {
  /** The panel's page; as long as there is none, a page that says how far it is. */
  async show(ctx: HttpContext) {
    const panel = await app.container.make('panel')
    const built = await panel.current()
    if (built === null) return new HomeController().front(ctx)
    ctx.response.header('content-security-policy', built.policy)
    return send(ctx, built.page)
  }

  /** A file of the build, or the page for an address that only the panel knows. */
  async file(ctx: HttpContext) {
    const panel = await app.container.make('panel')
    const built = await panel.current()
    const path = ctx.request.url()
    const found = built?.file(path)
    if (found !== undefined && !path.endsWith('.html')) return send(ctx, found)
    // A file that is gone must not become a page: the browser would take it for a script.
    const isPage = built !== null && !/\.[^/]*$/.test(path) && !path.startsWith('/_nuxt/')
    if (isPage) return this.show(ctx)
    return ctx.response.status(404).type('text/plain').send('There is nothing at this address.\n')
  }
}

function send({ request, response }: HttpContext, file: PanelFile) {
  response.header('cache-control', file.isImmutable ? YEAR : 'no-cache')
  response.header('etag', file.etag)
  response.header('vary', 'accept-encoding')
  if (request.header('if-none-match') === file.etag) return response.status(304).send('')
  const isPacked = file.packed !== null && /\bgzip\b/.test(request.header('accept-encoding') ?? '')
  if (isPacked) response.header('content-encoding', 'gzip')
  response.header('content-type', file.type)
  return response.send(isPacked ? file.packed : file.bytes)
}
