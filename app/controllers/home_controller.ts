import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import { readOverview } from '#engine/overview/read_overview.js'
import { homePage } from './home/home_page.js'

/** The pages of the host itself: what is stored here, and what stands in for the panel. */
export default class HomeController {
  /** What is stored, for who may see it. */
  async show({ response }: HttpContext) {
    const overview = await readOverview(await app.container.make('database'))
    return response.type('text/html').send(homePage({ overview, progress: null }))
  }

  /** How far the panel is while there is none. Anybody sees it, so it tells nothing that is stored. */
  async front({ response }: HttpContext) {
    const panel = await app.container.make('panel')
    return response.type('text/html').send(homePage({ overview: null, progress: panel.progress() }))
  }
}
