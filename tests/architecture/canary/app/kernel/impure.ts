import { randomUUID } from 'node:crypto'
import { one } from '../adapters/one/one.js'

export const impure = [randomUUID(), one]
