import { Env } from '@adonisjs/core/env'

/** Milliseconds that a replayed bar takes: enough for its four prices, and at most a day. */
function replayBarMs(value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  const barMs = Number(value)
  if (barMs >= 4 && barMs <= 86_400_000) return barMs
  throw new Error(`AQ_REPLAY_BAR_MS is 4 to 86400000 milliseconds, was "${value}"`)
}

/**
 * The environment variables the product reads, checked once at start. All have a working default:
 * a fresh clone needs no `.env`.
 */
export default await Env.create(new URL('../', import.meta.url), {
  NODE_ENV: Env.schema.enum.optional(['development', 'production', 'test'] as const),
  PORT: Env.schema.number.optional(),
  LOG_LEVEL: Env.schema.enum.optional([
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  ] as const),
  APP_KEY: Env.schema.secret.optional(),
  DATABASE_URL: Env.schema.string.optional(),
  TIMESCALE: Env.schema.enum.optional(['auto', 'off', 'require'] as const),
  AQ_DATA_DIR: Env.schema.string.optional(),
  AQ_NPM_REGISTRY: Env.schema.string.optional(),
  AQ_REPLAY_BAR_MS: (_name, value) => replayBarMs(value),
})
