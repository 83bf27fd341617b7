import { readdirSync } from 'node:fs'
import { test } from '@japa/runner'

const COMMANDS = new URL('../../app/commands/', import.meta.url)

test.group('commands', () => {
  test('each stands in the file that is called as it is, where a line looks for it', async ({
    assert,
  }) => {
    const files = readdirSync(COMMANDS).filter((name) => !name.startsWith('_'))
    assert.isAbove(files.length, 90)
    for (const file of files) {
      const { default: command } = (await import(new URL(file, COMMANDS).href)) as {
        default: { commandName: string }
      }
      assert.equal(file, `${command.commandName.replaceAll(':', '_')}.ts`)
    }
  })
})
