/** First bytes of a binary COPY: signature, flags, length of the header extension. */
export const COPY_HEADER: Uint8Array = Buffer.concat([
  Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
  Buffer.alloc(8),
])

/** 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
export const POSTGRES_EPOCH_MS = 946_684_800_000

/** Two to the power of 32, to put two halves of a 64-bit integer together. */
export const TWO_POW_32 = 4_294_967_296

/** What ends a binary COPY: a field count of -1. */
export const COPY_TRAILER: Uint8Array = Buffer.from([0xff, 0xff])
