/**
 * Clients of streams in a process of their own: `PORT COUNT`. Says how many events they all were told so far,
 * and how many connections have ended, each second and whenever a line comes in.
 */
import { connect } from 'node:net'

const [port, count] = process.argv.slice(2).map(Number) as [number, number]
let events = 0
let ended = 0
for (let n = 0; n < count; n++) {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `GET /bench-client-${String(n).padStart(4, '0')} HTTP/1.1\r\nHost: localhost\r\n\r\n`
  )
  socket.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf('data: '); at >= 0; at = chunk.indexOf('data: ', at + 6)) events++
  })
  socket.on('error', () => {})
  socket.on('close', () => ended++)
}
const say = () => process.stdout.write(`${JSON.stringify({ events, ended })}\n`)
setInterval(say, 1_000)
process.stdin.on('data', say)
process.stdin.on('end', () => process.exit(0))
