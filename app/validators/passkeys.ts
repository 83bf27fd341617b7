import vine from '@vinejs/vine'

const bytes = (lengthMax: number) =>
  vine
    .string()
    .minLength(1)
    .maxLength(lengthMax)
    .regex(/^[A-Za-z0-9_-]+$/)
const id = () => bytes(1400)
const name = () => vine.string().minLength(1).maxLength(60)

/** A new passkey: its name, and what the browser answered. */
export const newPasskeyValidator = vine.create({
  name: name(),
  answer: vine.object({
    id: id(),
    rawId: id(),
    type: vine.literal('public-key'),
    response: vine.object({
      clientDataJSON: bytes(4096),
      attestationObject: bytes(32_768),
      transports: vine.array(vine.string().maxLength(20)).maxLength(8).optional(),
    }),
  }),
})

/** What the browser answered for a passkey that is to let somebody in. */
export const passkeyValidator = vine.create({
  answer: vine.object({
    id: id(),
    rawId: id(),
    type: vine.literal('public-key'),
    response: vine.object({
      clientDataJSON: bytes(4096),
      authenticatorData: bytes(4096),
      signature: bytes(4096),
      userHandle: bytes(128).optional(),
    }),
  }),
})

/** Another name for a passkey. */
export const passkeyNameValidator = vine.create({ name: name() })
