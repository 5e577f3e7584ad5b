import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { errors } from '../errors.ts';
import { normalisedPassword } from './password-rules.ts';

/** What one hash costs; Argon2id with one lane (RFC 9106). */
export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
}

/** platform.md §2. */
const defaultPasswordCost: PasswordCost = { memoryKiB: 65_536, passes: 3 };

/** Hashes and checks passwords, a few at a time. */
export interface PasswordHasher {
  /** PHC text. Throws `identity.busy` when too many wait. */
  hash(password: string): Promise<string>;
  /** Takes as long without a hash as with one, and then answers `false`. Throws `identity.busy` when too many wait. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
  /** Whether a hash was made at another cost and should be made again. */
  isOutdated(passwordHash: string): boolean;
  /** Hashes under way and waiting, for tests and health. */
  load(): { readonly running: number; readonly waiting: number };
}

const AT_ONCE = 2;
const MAX_WAITING = 64;

/**
 * A hasher that never takes more than two cores and 2 × `memoryKiB`, however many log in: the rest waits its turn, and
 * beyond 64 waiting ones callers are told to come back.
 */
export function createPasswordHasher(cost: PasswordCost = defaultPasswordCost): PasswordHasher {
  const options = { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: 1 };
  const waiting: (() => void)[] = [];
  let running = 0;
  let decoy: Promise<string> | undefined;

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= AT_ONCE) {
      if (waiting.length >= MAX_WAITING) throw errors.busy('too many log-ins at this moment', { retryAfterSeconds: 5 });
      const { promise: turn, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      await turn;
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // The turn is handed over, or given back.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };

  const make = (password: string) => hash(normalisedPassword(password), options);

  return {
    hash: (password) => inTurn(() => make(password)),
    verify: (passwordHash, password) =>
      inTurn(async () => {
        decoy ??= make(randomBytes(24).toString('hex'));
        const against = passwordHash ?? (await decoy);
        const fits = await verify(against, normalisedPassword(password));
        return passwordHash !== null && fits;
      }),
    isOutdated: (passwordHash) => {
      const made = parseOptions(passwordHash);
      return made.memoryCost !== cost.memoryKiB || made.timeCost !== cost.passes;
    },
    load: () => ({ running, waiting: waiting.length }),
  };
}
