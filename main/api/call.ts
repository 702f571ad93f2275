/** One call over the bridge, whichever host it came through: a path and an input in, an answer out. Never throws. */
import { callTRPCProcedure } from '@trpc/server';
import type { RekeyError } from '../../db/errors.ts';
import type { Answer } from '../host.ts';
import { rekeyErrorOf } from './errors.ts';
import { appRouter } from './router.ts';
import type { Context } from './trpc.ts';

export async function call(ctx: Context, path: unknown, input: unknown): Promise<Answer> {
  try {
    const name = String(path);
    const data = await callTRPCProcedure({
      router: appRouter,
      path: name,
      getRawInput: async () => input,
      ctx,
      type: typeOf(name),
      signal: undefined,
      batchIndex: 0,
    });
    return { ok: true, data: data ?? null };
  } catch (error) {
    return { ok: false, error: toAnswerError(rekeyErrorOf(error)) };
  }
}

function toAnswerError({ code, message, next }: RekeyError): Extract<Answer, { ok: false }>['error'] {
  return { code, message, next };
}

/** The bridge has one function for queries and mutations alike; which of them a path is, the router knows. */
function typeOf(path: string): 'query' | 'mutation' {
  const procedures = appRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: string } } | undefined
  >;
  const procedure = Object.hasOwn(procedures, path) ? procedures[path] : undefined;
  return procedure?._def.type === 'mutation' ? 'mutation' : 'query';
}
