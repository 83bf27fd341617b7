import { one } from '../adapters/one/one.js'
import { composed } from '../../providers/composed.js'
import { lost } from './nowhere.js'

export const shortCut = [one, composed, lost]
