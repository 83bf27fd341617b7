import { streamValidator, subscribeValidator, unsubscribeValidator } from '#validators/streams'
import { to, type ApiRoute, type LazyController } from '../api_route.js'

const Streams: LazyController = () => import('#controllers/api/streams/streams_controller')

const UID = '0f8fad5b-d9cb-469f-a165-70867728950e'

/** What happens, as it happens. Which channels a caller hears depends on the ability of each. */
export const streamRoutes: readonly ApiRoute[] = [
  to('GET', '/stream/events', [Streams, 'open'], 'caller', {
    says: 'Opens a stream of events that stays open; what it tells is chosen by subscribing',
    query: streamValidator,
    answers: ['channel', 'payload'],
    type: 'text/event-stream',
  }),
  to('POST', '/stream/subscribe', [Streams, 'subscribe'], 'caller', {
    says: 'Has an open stream of yours tell channels from now on; each is granted or refused for itself',
    body: subscribeValidator,
    answers: ['epoch', 'places', 'refusals'],
    example: {
      body: { uid: UID, channels: [{ name: 'engine' }, { name: 'accounts/paper/orders' }] },
    },
  }),
  to('POST', '/stream/unsubscribe', [Streams, 'unsubscribe'], 'caller', {
    says: 'Has an open stream of yours tell channels no more',
    body: unsubscribeValidator,
    status: 204,
    answers: [],
    example: { body: { uid: UID, channels: ['accounts/paper/orders'] } },
  }),
]
