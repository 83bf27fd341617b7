import vine from '@vinejs/vine'

const uid = () => vine.string().regex(/^[A-Za-z0-9-]{16,64}$/)
const channel = () => vine.string().minLength(1).maxLength(200)

/** Which name a stream has: chosen by the client, hard to guess. */
export const streamValidator = vine.create({ uid: uid() })

/** What a stream is to tell, and what its client has of it already. */
export const subscribeValidator = vine.create({
  uid: uid(),
  channels: vine
    .array(
      vine.object({
        name: channel(),
        epoch: vine.string().maxLength(40).optional(),
        seq: vine.number().min(0).withoutDecimals().optional(),
      })
    )
    .minLength(1)
    .maxLength(100),
})

/** What a stream is to tell no more. */
export const unsubscribeValidator = vine.create({
  uid: uid(),
  channels: vine.array(channel()).minLength(1).maxLength(100),
})
