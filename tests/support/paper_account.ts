import type { OpenDatabase } from '#ports/database.js'

/** Opens an account with 100,000 USD in the books of the paper broker. */
export function openPaperAccount(database: OpenDatabase, account: string): Promise<void> {
  return database.withClient(async (client) => {
    await client.query(
      `insert into paper_accounts (account, currency, starting_cash) values ($1, 'USD', 100000)`,
      [account]
    )
  })
}
