import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { currentRegistry, REGISTRY } from '../../bin/registry/current_registry.js'

test.group('what the panel knows of the API', () => {
  test('is what the host says; bin/api_types.ts writes it anew', async ({ assert }) => {
    const isCurrent = readFileSync(REGISTRY, 'utf8') === (await currentRegistry())
    assert.isTrue(isCurrent, 'run node --import=./bin/typescript.mjs bin/api_types.ts')
  }).timeout(180_000)
})
