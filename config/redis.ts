import env from '#start/env'

/** Redis, where there is one: latest quotes are shared through it. `null`: PostgreSQL does that. */
export default { url: env.get('REDIS_URL') ?? null }
