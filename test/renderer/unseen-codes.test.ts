import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  forgetUnseen,
  forgetUnseenOfOthers,
  keepUnseen,
  leaveUnseen,
  leftUnseen,
  type UnseenCodes,
} from '../../renderer/actions/unseen-codes.ts';

const codes = (actionId: string, issuer = 'sam') => ({ actionId, issuer }) as UnseenCodes;

describe('codes that nobody has seen', () => {
  const asks = new Set<unknown>();
  beforeEach(() => {
    vi.stubGlobal('window', {
      addEventListener: (_type: string, listener: unknown) => asks.add(listener),
      removeEventListener: (_type: string, listener: unknown) => asks.delete(listener),
    });
  });
  afterEach(() => {
    forgetUnseenOfOthers(null);
    vi.unstubAllGlobals();
  });

  it('are left when their dialog goes, and closing the window is asked about until they were seen', () => {
    keepUnseen(codes('a'), { inDialog: true });
    expect(leftUnseen('sam')).toBeNull();
    expect(asks.size).toBe(1);
    leaveUnseen('a');
    expect(leftUnseen('sam')?.actionId).toBe('a');
    forgetUnseen('a');
    expect(leftUnseen('sam')).toBeNull();
    expect(asks.size).toBe(0);
  });

  it('are shown to whoever issued them, one after the other, and forgotten when somebody else is here, or nobody', () => {
    keepUnseen(codes('a'), { inDialog: false });
    keepUnseen(codes('b'), { inDialog: false });
    forgetUnseenOfOthers('sam');
    expect(leftUnseen('lena')).toBeNull();
    expect(leftUnseen('sam')?.actionId).toBe('a');
    forgetUnseen('a');
    expect(leftUnseen('sam')?.actionId).toBe('b');
    forgetUnseenOfOthers('lena');
    expect(leftUnseen('sam')).toBeNull();
    keepUnseen(codes('c'), { inDialog: false });
    forgetUnseenOfOthers(null);
    expect(leftUnseen('sam')).toBeNull();
  });
});
