/**
 * Version of the rules by which a backtest is computed.
 *
 * It changes with everything that can change an order list, and is part of every stored run: runs of
 * the same version repeat exactly.
 */
export const ENGINE_VERSION = '1'
