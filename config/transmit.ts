import { defineConfig } from '@adonisjs/transmit'

/**
 * Server-sent events. Pings are the hub's own, which sees who does not take them. No transport: with Redis,
 * hosts share what happens before it gets its number, by a relay that believes only what the installation signed.
 */
export default defineConfig({ pingInterval: false, transport: null })
