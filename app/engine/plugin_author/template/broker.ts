import type { Template } from './template.js'

/** A broker that speaks a protocol of text lines over one socket. */
export const BROKER: Template = {
  description: 'Sends orders to a broker that speaks lines of text over one connection.',
  permissions: [
    { id: 'orders:place', reason: 'Sends the orders that the host hands over to the broker.' },
    {
      id: 'net:connect@127.0.0.1:11111',
      reason: "Speaks to the broker's gateway on this machine.",
    },
    { id: 'timers', reason: 'Says every few seconds that it is still there.' },
  ],
  parameters: {
    port: {
      type: 'integer',
      default: 11111,
      min: 1,
      max: 65535,
      label: 'Port',
      description: "Port of the broker's gateway; the permission must name the same.",
    },
  },
  source: `import { defineBroker, fromUtf8, toUtf8 } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

const MAIN = 'main'
const BEAT_MS = 10_000
/** A line longer than this is not of this protocol. */
const LINE_LENGTH_MAX = 10_000

/**
 * Speaks lines of text: \`BUY <order> <symbol> <quantity>\` goes out, \`FILLED <order> <number> <trade>
 * <quantity> <price>\` comes back. Put your broker's protocol in its place.
 */
export default defineBroker(manifest, ({ port }, context) => {
  let unfinished = ''
  const say = (...words: (string | number)[]) =>
    context.socket.write(MAIN, toUtf8(\`\${words.join(' ')}\\n\`))

  function hear(line: string): void {
    const [word, orderId = '', brokerOrderId = '', ...rest] = line.split(' ')
    const about = { orderId, brokerOrderId, atMs: context.now }
    if (word === 'WELCOME') {
      context.accountEvent({ type: 'session', state: 'ready', reason: 'logged in' })
    }
    if (word === 'ACCEPTED') context.orderEvent({ type: 'accepted', ...about })
    if (word === 'CANCELLED') context.orderEvent({ type: 'cancelled', ...about })
    if (word === 'REJECTED') {
      context.orderEvent({ type: 'rejected', ...about, reason: rest.join(' ') })
    }
    if (word === 'FILLED') {
      const [tradeId = '', quantity, price] = rest
      context.orderEvent({
        type: 'filled',
        ...about,
        tradeId,
        quantity: Number(quantity),
        price: Number(price),
        fee: null,
      })
    }
  }

  return {
    onConnect() {
      unfinished = ''
      context.socket.open(MAIN, { host: '127.0.0.1', port })
      context.timers.every('beat', BEAT_MS)
    },

    onSocket({ kind, data }) {
      if (kind === 'opened') say('HELLO')
      if (kind === 'closed') {
        context.accountEvent({ type: 'session', state: 'closed', reason: 'connection lost' })
      }
      if (kind !== 'data') return
      // Bytes arrive as the network cuts them: a line can come in several pieces.
      const lines = (unfinished + fromUtf8(data)).split('\\n')
      unfinished = (lines.pop() ?? '').slice(-LINE_LENGTH_MAX)
      for (const line of lines) hear(line.trim())
    },

    onTimer: () => say('BEAT'),
    onSubmit: (order) => say(order.side.toUpperCase(), order.orderId, order.symbol, order.quantity),
    onCancel: (orderId) => say('CANCEL', orderId),
    onQuery: (what) => say('TELL', what),
    onStop: () => say('BYE'),
  }
})
`,
  spec: (name) => `import { test } from '@japa/runner'
import { runBroker } from '@aq-trading/sdk/testing'
import broker from '../src/index.js'

test.group('${name}', () => {
  test('logs in once the connection is open', ({ assert }) => {
    const run = runBroker(broker)
    run.connect()
    assert.deepEqual(run.opened, [{ connection: 'main', host: '127.0.0.1', port: 11111 }])
    run.socket('main', 'opened')
    assert.deepEqual(run.written, ['HELLO\\n'])
    run.socket('main', 'data', 'WELCOME\\n')
    assert.deepEqual(run.accountEvents, [{ type: 'session', state: 'ready', reason: 'logged in' }])
  })

  test('sends an order and tells of its fill, though the line comes in two pieces', ({ assert }) => {
    const run = runBroker(broker)
    run.submit({ orderId: 'o1', symbol: 'US.AAPL', side: 'buy', quantity: 100 })
    assert.deepEqual(run.written, ['BUY o1 US.AAPL 100\\n'])
    run.socket('main', 'data', 'FILLED o1 77 t1 10')
    run.socket('main', 'data', '0 187.5\\n')
    assert.containsSubset(run.orderEvents, [
      { type: 'filled', orderId: 'o1', brokerOrderId: '77', quantity: 100, price: 187.5 },
    ])
  })
})
`,
  readme: ({
    folder,
  }) => `Sends orders over one connection to a gateway on this machine, as lines of text. It is a beginning for a broker of your
own: replace \`hear\` and the lines that are said by your broker's protocol.

\`\`\`
node ace plugin:dev ${folder}
\`\`\`

A broker plugin is tested by telling it what the network says, see \`tests\`; it is run only live, on the paper account
first. The permission \`net:connect@127.0.0.1:11111\` names the one address it may open.

| parameter | default | range      | meaning                                               |
| --------- | ------- | ---------- | ----------------------------------------------------- |
| \`port\`    | 11111   | 1 to 65535 | port of the gateway; the permission names the same    |
`,
}
