import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@maximus/kernel';
import { type Database, recoveryCodeRows, type UserRecord, userRows } from '@maximus/storage';
import { Secret, TOTP } from 'otpauth';
import type { SealingKey } from '../secrets/seal.ts';

const ISSUER = 'Maximus';
const RECOVERY_CODES = 10;
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** What authenticators are told and asked (RFC 6238: SHA-1, six digits, 30 s; one step early or late is taken). */
export interface SecondFactor {
  /** A new secret: what the person's authenticator takes, and what is stored of it. */
  create(user: UserRecord): { readonly secret: string; readonly uri: string; readonly sealed: Buffer };
  /** Whether a code of the authenticator is right now; each counts once. */
  takeTotp(user: UserRecord, code: string): Promise<boolean>;
  /** The same, or a recovery code, which is used up. */
  take(user: UserRecord, code: string): Promise<boolean>;
}

/** Second factors of a database. */
export function createSecondFactor(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly key: SealingKey;
}): SecondFactor {
  const { db, clock, key } = needs;

  const takeTotp = async (user: UserRecord, code: string): Promise<boolean> => {
    const digits = code.replaceAll(/\s/g, '');
    if (!/^\d{6}$/.test(digits) || user.totpSecret === null) return false;
    const secret = key.open(purpose(user.id), user.totpSecret);
    if (secret === undefined) return false;
    const totp = totpOf(user, Secret.fromBase32(secret));
    const timestamp = clock.now();
    const delta = totp.validate({ token: digits, timestamp, window: 1 });
    if (delta === null) return false;
    return userRows.takeTotpStep(db, user.id, totp.counter({ timestamp }) + delta);
  };

  return {
    create(user) {
      const secret = new Secret({ buffer: new Uint8Array(randomBytes(20)).buffer });
      return {
        secret: secret.base32,
        uri: totpOf(user, secret).toString(),
        sealed: key.seal(purpose(user.id), secret.base32),
      };
    },
    takeTotp,
    async take(user, code) {
      if (await takeTotp(user, code)) return true;
      const plain = plainCode(code);
      if (plain.length !== 16) return false;
      return recoveryCodeRows.use(db, user.id, recoveryDigest(user.id, plain), new Date(clock.now()));
    },
  };
}

/** Fresh recovery codes of 80 bits each, as people get them and as they are stored. */
export function newRecoveryCodes(userId: string): {
  readonly codes: readonly string[];
  readonly digests: readonly Buffer[];
} {
  const plain = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from(randomBytes(16), (byte) => LETTERS.charAt(byte % LETTERS.length)).join(''),
  );
  return {
    codes: plain.map((code) => (code.match(/.{4}/g) ?? []).join('-')),
    digests: plain.map((code) => recoveryDigest(userId, code)),
  };
}

function plainCode(code: string): string {
  return code.toLowerCase().replaceAll(/[\s-]/g, '');
}

function recoveryDigest(userId: string, plain: string): Buffer {
  return createHash('sha256').update(`recovery\0${userId}\0${plain}`).digest();
}

/** Bound to the account, so that a sealed secret cannot be moved to another one. */
function purpose(userId: string): string {
  return `totp ${userId}`;
}

function totpOf(user: UserRecord, secret: Secret): TOTP {
  return new TOTP({ issuer: ISSUER, label: user.name, secret, algorithm: 'SHA1', digits: 6, period: 30 });
}
