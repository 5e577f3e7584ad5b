import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCommonPassword } from './common-password.ts';
import { createPasswordHasher } from './hasher.ts';
import { checkNewPassword } from './password-rules.ts';

describe('common passwords', () => {
  it.each([
    'password1234',
    'Password2024!',
    'P@ssw0rd!2024',
    'Pa$$w0rd123456',
    'welcome12345!',
    'iloveyou1234',
    'qwertyuiop12',
    'qwerty123456',
    '123456789012',
    'abcdefghijkl',
    'abcabcabcabc',
    'aaaaaaaaaaaa',
    'Administrator1',
    'Summer2025!!',
    'letmein-letmein',
    'Manchester-United-1',
    'changeme!changeme!',
    'zaq12wsxzaq12wsx',
    'maximus-admin-1',
    'correcthorsebatterystaple',
    'l1verp00l2019',
    'Tr0ub4dor&Tr0ub4dor&'.slice(0, 8).repeat(2),
  ])('%s is one', (password) => expect(isCommonPassword(password)).toBe(true));

  it.each([
    'granite otter polishes seven lamps',
    'vK9#tq2LmZ0xw',
    'Tintenfass-Wolke-Bahnsteig',
    'mushroom teapot gravel lantern',
    'xkcd-is-not-a-source-42',
  ])('%s is none', (password) => expect(isCommonPassword(password)).toBe(false));

  it('random ones are not refused', () => {
    const random = fc.array(fc.constantFrom(...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_'), {
      minLength: 16,
      maxLength: 40,
    });
    fc.assert(fc.property(random, (letters) => !isCommonPassword(letters.join('')) || new Set(letters).size < 9));
  });

  it('are told in bounded time, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (text) => void isCommonPassword(text)));
    expect(isCommonPassword('passwordpassword'.repeat(16))).toBe(true);
  });
});

describe('new passwords', () => {
  const codeOf = (password: string, names: string[] = []) => {
    const checked = checkNewPassword(password, names);
    return checked.ok ? 'ok' : checked.error.code;
  };

  it('have 12 to 256 characters, counted as people count', () => {
    expect(codeOf('k4#Zp9!vQ2x')).toBe('identity.password_too_short');
    expect(codeOf('😀😁😂🤣😃😄😅😆😉😊😋')).toBe('identity.password_too_short');
    expect(codeOf('granite otter '.repeat(30))).toBe('identity.password_too_long');
    expect(codeOf('k4#Zp9!vQ2xL')).toBe('ok');
  });

  it('are not built on the own name', () => {
    expect(codeOf('grace.hopper-7', ['grace.hopper'])).toBe('identity.password_personal');
    expect(codeOf('granite otter polishes grace', ['grace.hopper'])).toBe('ok');
  });

  it('are one password however the keyboard composes them', () => {
    const composed = checkNewPassword('Zürich-Läufer-Öl'.normalize('NFC'), []);
    const decomposed = checkNewPassword('Zürich-Läufer-Öl'.normalize('NFD'), []);
    expect(composed).toEqual(decomposed);
  });
});

describe('the hasher', () => {
  it('makes Argon2id hashes of the cost that is asked for and knows the right password', async () => {
    const hasher = createPasswordHasher();
    const made = await hasher.hash('granite otter polishes');
    expect(made).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(await hasher.verify(made, 'granite otter polishes')).toBe(true);
    expect(await hasher.verify(made, 'granite otter polishe')).toBe(false);
    expect(hasher.isOutdated(made)).toBe(false);
    expect(createPasswordHasher({ memoryKiB: 8_192, passes: 1 }).isOutdated(made)).toBe(true);
  });

  it('answers false without a hash, also to its own decoy', async () => {
    const hasher = createPasswordHasher({ memoryKiB: 1_024, passes: 1 });
    expect(await hasher.verify(null, 'anything at all')).toBe(false);
  });

  it('runs two at a time, lets 64 wait and sends the others away', async () => {
    const hasher = createPasswordHasher({ memoryKiB: 1_024, passes: 1 });
    const calls = Array.from({ length: 500 }, () =>
      hasher.verify(null, 'x').then(
        () => 'done',
        (error) => error.code,
      ),
    );
    expect(hasher.load()).toEqual({ running: 2, waiting: 64 });
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(66);
    expect(outcomes.filter((outcome) => outcome === 'identity.busy')).toHaveLength(434);
    expect(hasher.load()).toEqual({ running: 0, waiting: 0 });
  });
});
