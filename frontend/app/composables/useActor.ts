/** Who did something, as people say it: the name of who is logged in for their id, else what the host says. */
export function useActor() {
  const session = useSession()
  return (actor: string) =>
    actor === `user:${session.user?.id}` ? session.user!.name : actor.replace(/^user:/, '')
}
