/**
 * Writes frontend/shared/types/registry.ts, what the panel knows of the API, out of the host's types:
 * `node --import=./bin/typescript.mjs bin/api_types.ts`. A test fails while it is behind.
 */
import { writeFileSync } from 'node:fs'
import { currentRegistry, REGISTRY } from './registry/current_registry.js'

writeFileSync(REGISTRY, await currentRegistry())
