/** Whatever went wrong, as the RekeyError that is told. Shared by the bridge and the command line. */
import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { RekeyError } from '../../db/errors.ts';
import { translateError } from '../../db/translate-error.ts';

export function rekeyErrorOf(error: unknown): RekeyError {
  if (error instanceof ZodError) return badInput(error);
  if (!(error instanceof TRPCError)) return translateError(error);
  if (error.cause instanceof ZodError) return badInput(error.cause);
  if (error.code === 'NOT_FOUND' && error.cause === undefined) return new RekeyError('NO_SUCH_PROCEDURE');
  return translateError(error.cause ?? error);
}

/** Names the field and the rule, never the value: it may be a password or a code. */
function badInput(error: ZodError): RekeyError {
  const [issue] = error.issues;
  const field = issue?.path.join('.');
  return new RekeyError('BAD_INPUT', {
    why: [field, issue?.message].filter(Boolean).join(': ') || 'it can not be read',
  });
}
