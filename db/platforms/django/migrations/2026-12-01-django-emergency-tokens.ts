/** Which tokens of django-otp are emergency codes, and until when. Times are ms UTC. */
import type { Knex } from 'knex';
import { createConsoleTable } from '../../../migrations/console-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createConsoleTable(knex, 'rekey_django_emergency_tokens', (table) => {
    table.increments('id');
    table.bigInteger('token_id').notNullable();
    table.bigInteger('device_id').notNullable();
    table.string('user_id', 64).notNullable().index();
    table.string('digest', 64).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    // Null: it stands.
    table.bigInteger('gone_at').index();
    // used, gone (used or replaced, nobody can tell), expired, withdrawn
    table.string('outcome', 16);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('rekey_django_emergency_tokens');
}
