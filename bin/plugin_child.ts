/**
 * The process of one live plugin. Bundled into one script, with the scripts of the plugin's realm
 * in it, and started by the sandbox, never by hand.
 */
import { livePlugin } from '#adapters/sandbox/live/child/life.js'

/** The scripts of the realm; put in when this is bundled. */
declare const REALM_SCRIPTS: { readonly realm: string; readonly live: string }

process.env.TZ = 'UTC'
livePlugin(REALM_SCRIPTS)
