import vine from '@vinejs/vine'
import { ENVIRONMENTS } from '#ports/plugin_records.js'

const permissions = () => vine.array(vine.string().minLength(1).maxLength(200)).maxLength(100)
const confirmation = () => vine.string().maxLength(100).optional()
const version = () => vine.string().regex(/^\d[0-9A-Za-z.+-]{0,63}$/)
const reason = () => vine.string().minLength(3).maxLength(200)
/** An id of a registry or an npm package, with a version; never an address or a path of this machine. */
const SOURCE =
  /^(?!.*\.(?:tgz|tar\.gz)$)(?:npm:)?(?:@[a-z0-9][a-z0-9._-]{0,80}\/)?[a-z0-9][a-z0-9._-]{0,80}(?:@[0-9A-Za-z.+-]{1,64})?$/

/** What is searched for among the registries that are followed. */
export const searchValidator = vine.create({
  text: vine.string().maxLength(100).optional(),
  kind: vine.enum(['strategy', 'risk-rule', 'agent', 'broker'] as const).optional(),
})

/**
 * A plugin that is to be installed. What it asks for is answered first, with `consentTo`; sent back with the
 * permissions that are granted, it is the consent to exactly that.
 */
export const installValidator = vine.create({
  source: vine.string().regex(SOURCE),
  consentTo: vine
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  grant: permissions().optional(),
  confirmation: confirmation(),
  trustKeyId: vine
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  allowUnsigned: vine.boolean().optional(),
  allowDowngrade: vine.boolean().optional(),
  acceptLookAlike: vine.string().maxLength(64).optional(),
})

/** How an update is made. */
export const updateValidator = vine.create({
  allowUnsigned: vine.boolean().optional(),
  allowDowngrade: vine.boolean().optional(),
})

/** Which run of a plugin is meant, as health names it. */
export const restartValidator = vine.create({
  environment: vine.enum(ENVIRONMENTS),
  instance: vine.string().minLength(1).maxLength(200).nullable().optional(),
})

/** Consent to a version that waits. */
export const acceptValidator = vine.create({
  version: version(),
  grant: permissions(),
  confirmation: confirmation(),
})

/** Permissions that are to be granted in one environment. */
export const grantValidator = vine.create({
  environment: vine.enum(ENVIRONMENTS),
  permissions: permissions().minLength(1),
  confirmation: confirmation(),
  reason: reason().optional(),
})

/** Permissions that are taken back; all where none is named. */
export const revokeValidator = vine.create({
  environment: vine.enum(ENVIRONMENTS).optional(),
  permissions: permissions().minLength(1).optional(),
  reason: reason().optional(),
})

/** Which version comes back; the one before when left out. */
export const rollbackValidator = vine.create({ to: version().optional() })

/** Why a quarantine ends. */
export const resetValidator = vine.create({ reason: reason() })

/** What goes besides the plugin itself. */
export const removeValidator = vine.create({
  purge: vine.boolean().optional(),
  forgetKey: vine.boolean().optional(),
})

const keyId = () => vine.string().regex(/^[0-9a-f]{16}$/)
/** An address of a registry: https, or this machine; never a path, which is for who sits at it. */
const ADDRESS = /^https?:\/\/[^\s?#]{1,290}$/

/** A registry that is to be followed; without its key the answer names the key to be confirmed. */
export const followValidator = vine.create({
  url: vine.string().regex(ADDRESS),
  keyId: keyId().optional(),
  vouches: vine.enum(['official', 'verified', 'signed'] as const).optional(),
})

/** A registry that is to be followed no longer, as the list has it. */
export const leaveValidator = vine.create({ url: vine.string().maxLength(1000) })

/** A secret of plugins with the hosts, as `api.example.com:443`, that it may be sent to. */
export const secretValidator = vine.create({
  name: vine.string().regex(/^[a-z][a-z0-9_-]{0,39}$/),
  // Blanks at the ends are part of what was pasted, and refused with a reason.
  value: vine.string().minLength(1).maxLength(4096),
  hosts: vine.array(vine.string().minLength(1).maxLength(260)).minLength(1).maxLength(10),
})
