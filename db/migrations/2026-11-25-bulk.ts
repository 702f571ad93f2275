/** Bulk changes: a list, the dry run of it, and what became of each line. Times are ms UTC. */
import type { Knex } from 'knex';
import { createConsoleTable } from './console-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createConsoleTable(knex, 'rekey_bulk_jobs', (table) => {
    table.increments('id');
    table.string('action', 48).notNullable();
    table.string('reason', 32).notNullable();
    table.text('reason_text');
    table.string('ticket', 64);
    table.string('file_name', 255);
    table.string('state', 16).notNullable();
    // Lines by verdict, as JSON; they do not change after the plan.
    table.text('verdicts').notNullable();
    table.integer('planned_by_id').notNullable();
    table.string('planned_by_name', 64).notNullable();
    table.bigInteger('planned_at').notNullable();
    // Until when the next step may be taken: the decision, the start, and at last the end.
    table.bigInteger('expires_at').notNullable();
    table.integer('decided_by_id');
    table.string('decided_by_name', 64);
    table.bigInteger('decided_at');
    table.text('note');
    table.bigInteger('started_at');
    table.bigInteger('ended_at');
    // The lease: which console runs it, for whom, and its last sign of life.
    table.string('runner', 36);
    table.integer('runner_id');
    table.string('runner_name', 64);
    table.bigInteger('heartbeat_at');
    table.string('stopped_because', 500);
    table.integer('done').notNullable().defaultTo(0);
    table.integer('skipped').notNullable().defaultTo(0);
    table.integer('refused').notNullable().defaultTo(0);
    table.integer('failed').notNullable().defaultTo(0);
    table.index(['started_at'], 'rekey_bulk_jobs_started');
  });

  await createConsoleTable(knex, 'rekey_bulk_lines', (table) => {
    table.integer('job_id').notNullable();
    table.integer('line').notNullable();
    table.string('text', 190).notNullable();
    table.string('user_id', 64);
    table.string('username', 190);
    table.string('user_label', 255);
    table.string('verdict', 16).notNullable();
    table.string('why', 255);
    // The platform's digest of the user's second factor when it was planned.
    table.string('version', 128);
    // Chosen at the plan, unique in the audit log: a line that is tried again is the same action.
    table.string('action_id', 36);
    table.string('outcome', 16);
    table.string('outcome_why', 500);
    table.bigInteger('outcome_at');
    table.bigInteger('sequence');
    table.primary(['job_id', 'line']);
    table.unique(['action_id'], { indexName: 'rekey_bulk_lines_action' });
    table.index(['job_id', 'verdict', 'line'], 'rekey_bulk_lines_verdict');
    table.index(['job_id', 'outcome', 'line'], 'rekey_bulk_lines_outcome');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('rekey_bulk_lines');
  await knex.schema.dropTableIfExists('rekey_bulk_jobs');
}
