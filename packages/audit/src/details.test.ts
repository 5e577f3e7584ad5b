import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDetails, cleanText } from './details.ts';

const secret = 'Correct-Horse-7-Battery';

describe('details', () => {
  it('hide secrets by the name of their member, at any depth', () => {
    const names = ['password', 'new_password', 'token', 'access_token', 'secret', 'Authorization', 'cookie', 'api_key'];
    for (const name of names) {
      expect(canonicalDetails({ a: [{ [name]: secret }] })).not.toContain(secret);
      expect(canonicalDetails({ [name]: { inner: secret } })).not.toContain(secret);
    }
    expect(canonicalDetails({ token_id: 'tok_1', totp: true })).toBe('{"token_id":"tok_1","totp":true}');
  });

  it('hide secrets by their form, wherever they stand', () => {
    for (const text of [
      'mxt_abcdefghijklmnopqrstuvwxyz0123456789',
      'Bearer abcdefgh12345678',
      'https://user:pa55word@git.example.test/repo',
      '-----BEGIN EC PRIVATE KEY-----\nMHc',
      '$argon2id$v=19$m=65536',
    ]) {
      expect(canonicalDetails({ note: `see ${text} there` })).toBe('{"note":"***"}');
      expect(cleanText(text, 256)).toBe('***');
    }
  });

  it('stay within 16 KiB and never throw', () => {
    expect(JSON.parse(canonicalDetails({ list: Array.from({ length: 200 }, () => 'x'.repeat(1_000)) }))).toMatchObject({
      truncated: true,
    });
    fc.assert(
      fc.property(fc.object({ withBigInt: true, withDate: true, maxDepth: 20 }), (details) => {
        const text = canonicalDetails(details);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16_384);
        expect(typeof JSON.parse(text)).toBe('object');
      }),
    );
  });

  it('take a deep or cyclic value without end', () => {
    const loop: Record<string, unknown> = {};
    loop['again'] = loop;
    expect(canonicalDetails(loop)).toContain('…');
  });
});
