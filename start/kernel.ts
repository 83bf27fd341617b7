import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'

server.errorHandler(() => import('#exceptions/handler'))

server.use([
  () => import('#middleware/security_headers_middleware'),
  () => import('#middleware/host_guard_middleware'),
])

router.use([() => import('@adonisjs/core/bodyparser_middleware')])

/** Middleware that routes ask for by name. */
export const middleware = router.named({
  jsonBody: () => import('#middleware/json_body_middleware'),
  session: () => import('@adonisjs/session/session_middleware'),
  shield: () => import('@adonisjs/shield/shield_middleware'),
  access: () => import('#middleware/access_middleware'),
  pageAccess: () => import('#middleware/page_access_middleware'),
  apiRoute: () => import('#middleware/api_route_middleware'),
})
