/** A message from a plugin to a person. */
export interface PluginNotice {
  readonly pluginId: string
  readonly environment: string
  readonly channel: string
  /** Visible characters only. */
  readonly text: string
  readonly atMs: number
}

/** Ways to reach a person. */
export interface NoticeChannels {
  /** Names of the channels that exist here. */
  readonly names: readonly string[]
  send(notice: PluginNotice): Promise<void>
}
