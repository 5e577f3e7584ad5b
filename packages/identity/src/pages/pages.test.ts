import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { returnPath } from '../routes/form.ts';
import { openTestIdentity, type TestIdentity, testPassword } from '../testing/index.ts';
import { html } from './html.ts';

let test: TestIdentity;

beforeAll(async () => {
  test = await openTestIdentity();
  await test.firstAdmin();
});
afterAll(() => test.close());

describe('the log-in page', () => {
  it('is self-contained, without scripts, and its policy allows nothing but its own style', async () => {
    const page = await test.ask('showLogInPage');
    const policy = page.headers['content-security-policy'] ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(page.body)?.[1] ?? '';
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.body).not.toMatch(/<script|\son[a-z]+=|style="|https?:/);
    expect(page.headers['cache-control']).toBe('no-store');
  });

  it('logs a person in and goes on to a path of this site only', async () => {
    const browser = test.browser();
    const form = { name: 'ada', password: testPassword, return_to: '/apvs?priority=high' };
    expect(await browser.ask('submitLogInPage', { form })).toMatchObject({
      status: 303,
      headers: { location: '/apvs?priority=high' },
    });
    expect((await browser.ask('whoAmI')).status).toBe(200);
    const elsewhere = await test
      .browser()
      .ask('submitLogInPage', { form: { ...form, return_to: '//evil.example.test' } });
    expect(elsewhere.headers['location']).toBe('/');
  });

  it('says what is wrong, escapes what was typed, and never gives the password back', async () => {
    const typed = '"><script>alert(1)</script>';
    const wrong = await test
      .browser('192.0.2.5')
      .ask('submitLogInPage', { form: { name: typed, password: 'my typed password', return_to: typed } });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toContain('Name or password is wrong');
    expect(wrong.body).not.toContain('<script>');
    expect(wrong.body).not.toContain('my typed password');
    expect((await test.ask('submitLogInPage', { form: { name: '', password: '' } })).status).toBe(422);
    expect(
      (
        await test.ask('submitLogInPage', {
          form: { name: 'ada', password: testPassword },
          origin: 'https://evil.example.test',
        })
      ).code,
    ).toBe('http.csrf');
    for (let attempt = 0; attempt < 6; attempt += 1)
      await test.browser('192.0.2.6').ask('submitLogInPage', { form: { name: `n${attempt}`, password: 'x' } });
    const waiting = await test
      .browser('192.0.2.6')
      .ask('submitLogInPage', { form: { name: 'ada', password: testPassword } });
    expect(waiting).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
  });
});

describe('paths to return to', () => {
  it('stay on this site', () => {
    expect(returnPath('/a/b?c=d&e=%20#f')).toBe('/a/b?c=d&e=%20#f');
    for (const bad of [
      undefined,
      '',
      'a',
      '//x',
      '/\\x',
      '\\x',
      'https://x',
      'javascript:alert(1)',
      '/a\nb',
      '/a b',
      '/\t/x',
      `/${'a'.repeat(600)}`,
    ]) {
      expect(returnPath(bad)).toBe('/');
    }
  });
});

describe('markup', () => {
  it('escapes every value', () => {
    expect(html`<a b="${`"'<>&`}">${[html`<i>`, html`${'<'}`]}</a>`.markup).toBe(
      '<a b="&quot;&#39;&lt;&gt;&amp;"><i>&lt;</a>',
    );
  });
});
