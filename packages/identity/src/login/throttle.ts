import { createHash } from 'node:crypto';
import { type Clock, fail, ok, type Result } from '@maximus/kernel';
import { type Database, loginThrottleRows } from '@maximus/storage';
import { errors } from '../errors.ts';
import { addressBlock } from './address-block.ts';

/** Slows guessing down: per account and per address, over all nodes (platform.md §2). */
export interface LoginThrottle {
  /** Charges an attempt before it is made; `identity.too_many_attempts` with `retryAfterSeconds` when it must wait. */
  charge(nameKey: string, address: string): Promise<Result<undefined>>;
  /** The attempt was right: the account starts anew, the address gets its charge back. */
  succeeded(nameKey: string, address: string): Promise<void>;
  /** The attempt was not judged: both get their charge back. */
  refund(nameKey: string, address: string): Promise<void>;
  /** Starts an account anew, when its person has proven otherwise who it is. */
  forget(nameKey: string): Promise<void>;
}

const RULE = {
  freeFailures: 5,
  firstDelayMs: 1_000,
  longestDelayMs: 15 * 60_000,
  /** Longer than the longest delay, so that waiting it out does not start anew. */
  forgetAfterMs: 60 * 60_000,
};

/** Answers to those who do not wait come from memory, this many keys and this long. */
const MEMO_KEYS = 10_000;
const MEMO_MS = 5_000;

/** The throttle of a database. Keys are digests: what people type by mistake into the name field is kept nowhere. */
export function createLoginThrottle({ db, clock }: { readonly db: Database; readonly clock: Clock }): LoginThrottle {
  const memo = new Map<string, { readonly untilMs: number; readonly forMs: number }>();

  const remembered = (keys: readonly Buffer[]): number | undefined => {
    const nowMs = clock.now();
    for (const key of keys) {
      const entry = memo.get(key.toString('base64'));
      if (entry !== undefined && entry.untilMs > nowMs && entry.forMs > nowMs) return entry.untilMs;
    }
    return undefined;
  };

  const remember = (key: Buffer, untilMs: number): void => {
    const name = key.toString('base64');
    memo.delete(name);
    memo.set(name, { untilMs, forMs: clock.now() + MEMO_MS });
    const oldest = memo.size > MEMO_KEYS ? memo.keys().next().value : undefined;
    if (oldest !== undefined) memo.delete(oldest);
  };

  const refused = (untilMs: number): Result<never> => {
    const seconds = Math.max(1, Math.ceil((untilMs - clock.now()) / 1_000));
    return fail(errors.too_many_attempts('too many failed attempts', { retryAfterSeconds: seconds }));
  };

  const keysOf = (nameKey: string, address: string) => [accountKey(nameKey), addressKey(address)] as const;

  return {
    async charge(nameKey, address) {
      const keys = keysOf(nameKey, address);
      const known = remembered(keys);
      if (known !== undefined) return refused(known);
      const charged = await loginThrottleRows.charge(db, keys, new Date(clock.now()), RULE);
      if (charged.allowed) return ok(undefined);
      remember(charged.key, charged.blockedUntil.getTime());
      return refused(charged.blockedUntil.getTime());
    },
    async succeeded(nameKey, address) {
      const [account, from] = keysOf(nameKey, address);
      await loginThrottleRows.clear(db, account);
      await loginThrottleRows.refund(db, from);
    },
    async refund(nameKey, address) {
      for (const key of keysOf(nameKey, address)) await loginThrottleRows.refund(db, key);
    },
    async forget(nameKey) {
      const account = accountKey(nameKey);
      await loginThrottleRows.clear(db, account);
      memo.delete(account.toString('base64'));
    },
  };
}

function accountKey(nameKey: string): Buffer {
  return createHash('sha256').update(`account\0${nameKey}`).digest();
}

function addressKey(address: string): Buffer {
  return createHash('sha256')
    .update(`address\0${addressBlock(address)}`)
    .digest();
}
