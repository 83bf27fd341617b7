import { Env } from '@adonisjs/core/env'

/** Milliseconds that a replayed bar takes: enough for its four prices, and at most a day. */
function replayBarMs(value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  const barMs = Number(value)
  if (barMs >= 4 && barMs <= 86_400_000) return barMs
  throw new Error(`AQ_REPLAY_BAR_MS is 4 to 86400000 milliseconds, was "${value}"`)
}

/** How many days ticks are kept, with a bound that no disk forgives. */
function days(name: string, value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  const count = Number(value)
  if (Number.isInteger(count) && count >= 0 && count <= 3_650) return count
  throw new Error(`${name} is 0 to 3650 days, was "${value}"`)
}

function redisUrl(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined
  if (/^rediss?:\/\//.test(value) && URL.canParse(value)) return value
  throw new Error('REDIS_URL is redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT')
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
  LOG_FORMAT: Env.schema.enum.optional(['text', 'json'] as const),
  APP_KEY: Env.schema.secret.optional(),
  DATABASE_URL: Env.schema.string.optional(),
  TIMESCALE: Env.schema.enum.optional(['auto', 'off', 'require'] as const),
  AQ_DATA_DIR: Env.schema.string.optional(),
  AQ_PANEL_ROOT: Env.schema.string.optional(),
  AQ_NPM_REGISTRY: Env.schema.string.optional(),
  AQ_FIRST_ACCOUNT: Env.schema.boolean.optional(),
  AQ_REPLAY_BAR_MS: (_name, value) => replayBarMs(value),
  AQ_MARKET_HOURS: Env.schema.enum.optional(['always', 'venue'] as const),
  AQ_QUOTE_DAYS: days,
  AQ_BAR_DAYS: days,
  REDIS_URL: (_name, value) => redisUrl(value),
})
