import { test } from '@japa/runner'
import { InboxReader } from '#engine/trading/inbox_reader.js'
import type { CommandInbox, CommandRow } from '#ports/command_inbox.js'

function row(id: string): CommandRow {
  return { id, account: 'unit', kind: 'halt', body: {}, actor: 'unit', expiresMs: null }
}

/** An inbox whose looks are answered by hand, and commands whose outcomes are. */
function opened() {
  const looks: ((ids: readonly string[]) => void)[] = []
  const outcomes = new Map<string, () => void>()
  const taken: string[] = []
  const inbox = {
    waiting: () =>
      new Promise<CommandRow[]>((resolve) => looks.push((ids) => resolve(ids.map(row)))),
  } as unknown as CommandInbox
  const reader = new InboxReader({
    inbox,
    account: 'unit',
    carryOut: ({ id }) => {
      taken.push(id)
      return new Promise((resolve) => outcomes.set(id, resolve))
    },
  })
  return { reader, looks, outcomes, taken }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test.group('the inbox of an engine', () => {
  test('a wake while it looks makes it look again', async ({ assert }) => {
    const { reader, looks, taken } = opened()
    const reading = reader.read()
    void reader.read()
    void reader.read()
    looks[0]!(['a'])
    await turn()
    assert.lengthOf(looks, 2)
    looks[1]!(['a', 'b'])
    await reading
    assert.deepEqual(taken, ['a', 'b'])
    assert.lengthOf(looks, 2)
  })

  test('what is under way holds up nothing and is not taken twice', async ({ assert }) => {
    const { reader, looks, outcomes, taken } = opened()
    const first = reader.read()
    looks[0]!(['slow'])
    await first
    const second = reader.read()
    looks[1]!(['slow', 'halt'])
    await second
    assert.deepEqual(taken, ['slow', 'halt'])
    // The look began before the outcome was durable: it still finds the command waiting.
    const third = reader.read()
    outcomes.get('slow')!()
    await turn()
    looks[2]!(['slow'])
    await third
    assert.deepEqual(taken, ['slow', 'halt'])
  })

  test('a look that fails is told, and the next one looks', async ({ assert }) => {
    let isBroken = true
    const inbox = {
      waiting: async () => {
        if (isBroken) throw new Error('no database')
        return [row('a')]
      },
    } as unknown as CommandInbox
    const taken: string[] = []
    const carryOut = async ({ id }: CommandRow) => void taken.push(id)
    const reader = new InboxReader({ inbox, account: 'unit', carryOut })
    await assert.rejects(() => reader.read(), 'no database')
    isBroken = false
    await reader.read()
    assert.deepEqual(taken, ['a'])
    reader.close()
    await reader.read()
    assert.deepEqual(taken, ['a'])
  })
})
