import { createSocket, type Socket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import type { AddressInfo } from 'node:net'
import { isIP } from 'node:net'

/** A name server on loopback that answers what a test says, over real UDP. */
export class StubDns {
  /** Names that were asked for, in order, once per question for an IPv4 address. */
  readonly asked: string[] = []
  readonly #answers = new Map<string, () => readonly string[]>()

  private constructor(private readonly socket: Socket) {
    socket.on('message', (query, from) => {
      socket.send(this.#reply(query), from.port, from.address)
    })
  }

  static async start(): Promise<StubDns> {
    const socket = createSocket('udp4').unref()
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    return new StubDns(socket)
  }

  /** Addresses of a name; a function is asked each time. */
  answer(name: string, addresses: readonly string[] | (() => readonly string[])): void {
    this.#answers.set(name, typeof addresses === 'function' ? addresses : () => addresses)
  }

  /** Resolves through this server, IPv4 and IPv6. */
  readonly resolve = async (name: string): Promise<string[]> => {
    const resolver = new Resolver({ timeout: 500, tries: 1 })
    resolver.setServers([`127.0.0.1:${(this.socket.address() as AddressInfo).port}`])
    const [four, six] = await Promise.all([
      resolver.resolve4(name).catch(() => []),
      resolver.resolve6(name).catch(() => []),
    ])
    return [...four, ...six]
  }

  close(): void {
    this.socket.close()
  }

  #reply(query: Buffer): Buffer {
    let at = 12
    const labels: string[] = []
    for (let size = query[at]!; size > 0; size = query[at]!) {
      labels.push(query.toString('latin1', at + 1, at + 1 + size))
      at += size + 1
    }
    const type = query.readUInt16BE(at + 1)
    const name = labels.join('.').toLowerCase()
    if (type === 1) this.asked.push(name)
    const found = this.#answers.get(name)?.() ?? []
    const fitting = found.filter((address) => isIP(address) === (type === 1 ? 4 : 6))
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(0x8180, 2)
    head.writeUInt16BE(fitting.length, 6)
    head.writeUInt16BE(0, 8)
    head.writeUInt16BE(0, 10)
    const records = fitting.map((address) => {
      const bytes = bytesOf(address)
      const record = Buffer.alloc(12)
      record.writeUInt16BE(0xc00c, 0)
      record.writeUInt16BE(type, 2)
      record.writeUInt16BE(1, 4)
      record.writeUInt32BE(0, 6)
      record.writeUInt16BE(bytes.length, 10)
      return Buffer.concat([record, bytes])
    })
    return Buffer.concat([head, query.subarray(12, at + 5), ...records])
  }
}

function bytesOf(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  const tail = dotted === null ? '' : Buffer.from(dotted[2]!.split('.').map(Number)).toString('hex')
  const text = dotted === null ? address : `${dotted[1]}${tail.slice(0, 4)}:${tail.slice(4)}`
  const [left = '', right = ''] = text.split('::')
  const groups = (part: string) => part.split(':').filter((group) => group !== '')
  const missing = 8 - groups(left).length - groups(right).length
  const all = [...groups(left), ...Array.from({ length: missing }, () => '0'), ...groups(right)]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}
