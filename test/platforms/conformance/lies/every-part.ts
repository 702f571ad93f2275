import { hash } from '@node-rs/argon2';
import type { Totp } from '../../../../db/platforms/contract.ts';
import type { ReferencePlatform } from '../../../../db/platforms/reference/index.ts';

/**
 * With parts that the reference platform leaves to its own code, and with codes hashed so cheaply that a lie is caught in no time: a hash
 * says itself how it was made.
 */
export function withEveryPart(honest: ReferencePlatform): ReferencePlatform {
  const consume: Totp['consume'] = async (tx, { authenticatorId: id, step }) => {
    const row = await tx('totp_authenticators').where({ id }).first('last_used_step');
    if (row.last_used_step !== null && Number(row.last_used_step) >= step) return false;
    return (await tx('totp_authenticators').where({ id }).update({ last_used_step: step })) > 0;
  };
  const make: ReferencePlatform['codes']['make'] = async (count) => {
    const shown = Array.from({ length: count }, () => newCode());
    const stored = await Promise.all(
      shown.map((code) => hash(code.replaceAll('-', ''), { memoryCost: 8, timeCost: 1 })),
    );
    return { shown, stored };
  };
  return { ...honest, codes: { ...honest.codes, make }, totp: { ...honest.totp, consume } as never };
}

function newCode(): string {
  const characters = Array.from(
    { length: 13 },
    () => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Math.floor(Math.random() * 32)],
  );
  return `${characters.slice(0, 4).join('')}-${characters.slice(4, 8).join('')}-${characters.slice(8).join('')}`;
}
