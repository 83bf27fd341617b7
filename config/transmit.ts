import { defineConfig } from '@adonisjs/transmit'

/**
 * Server-sent events. Pings are the hub's own, which sees who does not take them. No transport: one process
 * serves a database, and every stream is there.
 */
export default defineConfig({ pingInterval: false, transport: null })
