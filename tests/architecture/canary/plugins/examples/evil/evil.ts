import { reaching } from '../../../app/engine/reaching.js'

export const evil = reaching
