import app from '@adonisjs/core/services/app'
import type { HttpContext } from '@adonisjs/core/http'
import { readOverview } from '#engine/overview/read_overview.js'
import { homePage } from './home/home_page.js'

/** The home page. */
export default class HomeController {
  async show({ response }: HttpContext) {
    const database = await app.container.make('database')
    const [overview, panel] = await Promise.all([
      readOverview(database),
      app.container.make('panel'),
    ])
    const progress = (await panel.current()) === null ? panel.progress() : null
    return response.type('text/html').send(homePage(overview, progress))
  }
}
