/** knex prints lost connections to the standard output; the errors reach the caller anyway, and stdout belongs to the command line. */
const nothing = () => {};

export const SILENCE = { warn: nothing, error: nothing, debug: nothing, deprecate: nothing };
