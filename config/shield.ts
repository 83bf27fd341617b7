import { defineConfig } from '@adonisjs/shield'

/**
 * Requests that change something need the token of the session besides its cookie. A program's token is
 * sent by hand, by no browser on its own: it needs none. The other headers are set for all answers
 * by the security headers.
 */
export default defineConfig({
  csp: { enabled: false, directives: {}, reportOnly: false },
  csrf: {
    enabled: true,
    exceptRoutes: ({ request }) => request.header('authorization') !== undefined,
    enableXsrfCookie: true,
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  },
  xFrame: { enabled: false },
  hsts: { enabled: false },
  contentTypeSniffing: { enabled: false },
})
