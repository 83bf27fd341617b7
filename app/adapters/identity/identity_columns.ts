const ms = (column: string, name: string) =>
  `floor(extract(epoch from ${column}) * 1000)::float8 as "${name}"`

/** Columns of a user, named as the port names them. */
export const USER_COLUMNS = `id, name, role, is_enabled as "isEnabled",
  totp_secret is not null as "hasTotp", generation,
  ${ms('created_at', 'createdAtMs')}, ${ms('last_login_at', 'lastLoginMs')}`

/** Columns of a token, named as the port names them. */
export const TOKEN_COLUMNS = `id, user_id as "userId", name, abilities, strategies, addresses,
  ${ms('created_at', 'createdAtMs')}, ${ms('expires_at', 'expiresAtMs')},
  ${ms('last_used_at', 'lastUsedMs')}, last_used_from as "lastUsedFrom",
  ${ms('revoked_at', 'revokedAtMs')}`
