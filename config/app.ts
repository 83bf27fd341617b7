import { defineConfig } from '@adonisjs/core/http'

/** HTTP server: request ids for every answer, cookies only for this site, addresses as the socket has them. */
export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  // Whoever calls could say of itself that it is somebody else: guesses are counted by address.
  trustProxy: () => false,
  cookie: {
    path: '/',
    maxAge: '2h',
    httpOnly: true,
    // The server listens on loopback without TLS; browsers keep secure cookies from http there.
    secure: false,
    sameSite: 'strict',
  },
})
