import type { ClientBase } from 'pg'
import type { AssetClass, Instrument } from '#kernel/instrument/instrument.js'
import type { Venue } from '#kernel/instrument/venue.js'

interface InstrumentRow {
  symbol: string
  venue: string
  asset_class: string
  currency: string
  tick_size: string
  lot_size: string
  quantity_step: string
  multiplier: string
  sector: string | null
}

const SELECT = `
  select symbol, venue, asset_class, currency, tick_size::text, lot_size::text,
         quantity_step::text, multiplier::text, sector from instruments`

/** All instruments by symbol. */
export async function selectInstruments(client: ClientBase): Promise<Instrument[]> {
  const { rows } = await client.query<InstrumentRow>(`${SELECT} order by symbol`)
  return rows.map(toInstrument)
}

/** One instrument, or `null`. */
export async function selectInstrument(
  client: ClientBase,
  symbol: string
): Promise<Instrument | null> {
  const { rows } = await client.query<InstrumentRow>(`${SELECT} where symbol = $1`, [symbol])
  return rows[0] ? toInstrument(rows[0]) : null
}

/** Adds an instrument unless its symbol is known; whether it was added. */
export async function insertInstrument(
  client: ClientBase,
  instrument: Instrument,
  name: string | null
): Promise<boolean> {
  const code = instrument.symbol.slice(instrument.symbol.indexOf('.') + 1)
  const { rowCount } = await client.query(
    `insert into instruments (symbol, venue, code, name, asset_class, currency, tick_size,
                              lot_size, quantity_step, multiplier, sector)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (symbol) do nothing`,
    [
      instrument.symbol,
      instrument.venue,
      code,
      name,
      instrument.assetClass,
      instrument.currency,
      instrument.tickSize,
      instrument.lotSize,
      instrument.quantityStep,
      instrument.multiplier,
      instrument.sector,
    ]
  )
  return rowCount === 1
}

/** Stores the terms that may change: class, tick, lot, step, multiplier, sector; whether it was known. */
export async function updateInstrumentRow(
  client: ClientBase,
  instrument: Instrument
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update instruments set asset_class = $2, tick_size = $3, lot_size = $4, quantity_step = $5,
            multiplier = $6, sector = $7, updated_at = now()
      where symbol = $1`,
    [
      instrument.symbol,
      instrument.assetClass,
      instrument.tickSize,
      instrument.lotSize,
      instrument.quantityStep,
      instrument.multiplier,
      instrument.sector,
    ]
  )
  return rowCount === 1
}

function toInstrument(row: InstrumentRow): Instrument {
  return {
    symbol: row.symbol,
    venue: row.venue as Venue,
    assetClass: row.asset_class as AssetClass,
    currency: row.currency,
    tickSize: Number(row.tick_size),
    lotSize: Number(row.lot_size),
    quantityStep: Number(row.quantity_step),
    multiplier: Number(row.multiplier),
    sector: row.sector,
  }
}
