import type { Knex } from 'knex';
/** Reads outside or inside a transaction. */
export type Reader = Knex;
export type Transaction = Knex.Transaction;
