/** What a person says to an alert: that it was seen, that it is over. */
export const alertActs = {
  acknowledge: (_key: string, id: number) => callApi('POST', `/alerts/${String(id)}/acknowledge`),
  resolve: (_key: string, id: number) => callApi('POST', `/alerts/${String(id)}/resolve`),
}
