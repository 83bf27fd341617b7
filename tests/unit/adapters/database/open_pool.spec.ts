import { createServer, type AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { openPool } from '#adapters/database/open_database.js'

/** A message of PostgreSQL's protocol. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const GREETING = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))])
const FAREWELL = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'))

test('a server that ends a connection as it greets ends no process', async ({ assert }) => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(Buffer.concat([GREETING, FAREWELL])))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const pool = openPool(
    { host: '127.0.0.1', port, user: 'aq', password: 'aq', database: 'aq', ssl: false },
    'aq-test'
  )
  await assert.rejects(async () => {
    const client = await pool.connect()
    await client.query('select 1').finally(() => client.release(true))
  })
  await pool.end()
  server.close()
})
