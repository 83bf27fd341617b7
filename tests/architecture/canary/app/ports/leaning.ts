import type { One } from '../adapters/one/one.js'

export type Leaning = One
