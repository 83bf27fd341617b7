import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'
import { documentAnswers } from '#controllers/api/document/answer_document'
import { PLATFORM_VERSION } from '#engine/plugin/platform.js'
import { ApiProblem } from '#exceptions/api_problem'
import { API_ROUTES } from './api_table.js'

app.container.bindValue('api_routes', API_ROUTES)

router
  .group(() => {
    for (const route of API_ROUTES) {
      const { method, path, controller, action, access } = route
      router
        .route(path, [method], [controller, action])
        .use([middleware.access(access), middleware.apiRoute(route)])
    }
  })
  .prefix('/api/v1')
  .use([middleware.jsonBody(), middleware.session(), middleware.shield()])

const { json, page } = documentAnswers(API_ROUTES, PLATFORM_VERSION)
router.get('/api/openapi.json', json)
router.get('/api', page)

// Never a page where a program asks for data.
router.any('/api/*', () => {
  throw new ApiProblem(404, 'not_found', 'there is nothing at this address')
})
