/** Leads to the setup while there is no owner, to the login while nobody is logged in, else to the page. */
export default defineNuxtRouteMiddleware(async (to) => {
  const session = useSession()
  if (session.state === 'unknown') {
    // A host that is away for a moment is asked again; the page that is shown then says so.
    await session.begin().catch(() => undefined)
  }
  const place = { setup_needed: '/setup', signed_out: '/login', signed_in: null, unknown: '/login' }
  const wanted = place[session.state]
  const isDoor = to.path === '/setup' || to.path === '/login'
  if (wanted !== null) {
    if (to.path === wanted) return
    return navigateTo({ path: wanted, query: isDoor || to.path === '/' ? {} : { to: to.fullPath } })
  }
  if (isDoor) return navigateTo('/')
})
