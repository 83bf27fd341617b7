import type { HttpContext } from '@adonisjs/core/http'
import type { ApiRoute } from '#start/routes/api_route'
import { apiDocument } from './api_document.js'
import { apiPage } from './api_page.js'

/** What answers with the API's document and with its page. Both are the same for everybody and hold no data. */
export function documentAnswers(routes: readonly ApiRoute[], version: string) {
  const document = apiDocument(routes, version)
  const [json, page] = [JSON.stringify(document), apiPage(document)]
  return {
    json: ({ response }: HttpContext) => response.type('application/json').send(json),
    page: ({ response }: HttpContext) => response.type('text/html').send(page),
  }
}
