import vine from '@vinejs/vine'

const name = () => vine.string().minLength(1).maxLength(64)
const password = () => vine.string().minLength(1).maxLength(200)
const code = () => vine.string().regex(/^\d{6}$/)

/** What makes the owner of a fresh installation. */
export const setUpValidator = vine.create({
  setupCode: vine.string().maxLength(40),
  name: name(),
  password: password(),
})

/** What lets a person in. */
export const logInValidator = vine.create({
  name: name(),
  password: password(),
  code: code().nullable().optional(),
})

/** What makes a login fresh. */
export const freshenValidator = vine.create({
  password: password(),
  code: code().nullable().optional(),
})

/** A person's new password. */
export const passwordValidator = vine.create({ password: password(), newPassword: password() })

/** A code of an authenticator that is to become the second factor. */
export const totpValidator = vine.create({ code: code() })

/** A user who is to be there. */
export const newUserValidator = vine.create({
  name: name(),
  password: password(),
  role: vine.enum(['owner', 'trader', 'viewer'] as const),
})

/** What of a user is to change. */
export const userChangeValidator = vine.create({
  role: vine.enum(['owner', 'trader', 'viewer'] as const).optional(),
  isEnabled: vine.boolean().optional(),
  password: password().optional(),
  removesTotp: vine.boolean().optional(),
  removesPasskeys: vine.boolean().optional(),
})

/** A token that is to be. */
export const newTokenValidator = vine.create({
  name: vine.string().minLength(1).maxLength(60),
  abilities: vine.array(vine.string().maxLength(60)).minLength(1).maxLength(40),
  strategies: vine.array(vine.string().maxLength(64)).minLength(1).maxLength(50).nullable(),
  addresses: vine
    .array(vine.string().maxLength(60))
    .minLength(1)
    .maxLength(20)
    .nullable()
    .optional(),
  days: vine.number().min(1).max(365).withoutDecimals(),
})

const instant = () =>
  vine
    .string()
    .regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/)
    .optional()

/** Which rows of the audit log are listed; `after` is the `next` of the page before. */
export const auditListValidator = vine.create({
  ...auditFilter(),
  after: vine.number().min(1).max(Number.MAX_SAFE_INTEGER).withoutDecimals().optional(),
  limit: vine.number().min(1).max(500).withoutDecimals().optional(),
})

/** Which rows of the audit log are in the file of it. */
export const auditSheetValidator = vine.create(auditFilter())

function auditFilter() {
  return {
    subject: vine.string().maxLength(200).optional(),
    actor: vine.string().maxLength(200).optional(),
    action: vine.string().maxLength(100).optional(),
    since: instant(),
    until: instant(),
  }
}
