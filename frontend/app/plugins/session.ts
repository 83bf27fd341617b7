// When the first script runs: plugins wait for each other, and for the page's own scripts.
beginAhead()

/** Asks who is at the panel while the texts come, not after them. */
export default defineNuxtPlugin({
  name: 'session',
  enforce: 'pre',
  parallel: true,
  dependsOn: ['pinia'],
  setup() {
    // What went wrong is told to whoever waits for the answer.
    useSession()
      .begin()
      .catch(() => undefined)
  },
})
