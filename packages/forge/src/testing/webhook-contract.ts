import { frozenClock, unwrap } from '@maximus/kernel';
import { describe, expect, test } from 'vitest';
import type { ForgeConfigInput } from '../config.ts';
import { createForge } from '../create-forge.ts';
import { testTime } from './ready-forge.ts';

interface Hook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Events of one forge as it sends them. */
export interface WebhookExamples {
  readonly kind: 'gitea' | 'github' | 'gitlab';
  /** Headers that prove a body. */
  readonly sign: (body: Buffer, secret: string) => Readonly<Record<string, string>>;
  /** Whether the proof is over the body. */
  readonly bound: boolean;
  /** At a time as ISO without fractions. */
  readonly merged: (at: string) => Hook;
  readonly closed: (at: string) => Hook;
  readonly pushed: Hook;
  readonly ignored: Hook;
}

/** The behaviour that the webhooks of every forge show; run it from the forge's own test. */
export function describeWebhooks(examples: WebhookExamples): void {
  const { kind, sign } = examples;
  const ready = async (secrets = ['old-secret', 'hook-secret']) => {
    const config = { kind, origin: 'https://forge.example.test/acme/shop.git', work_dir: '/tmp/maximus-hooks' };
    const tools = { clock: frozenClock(testTime), secrets: { webhookSecrets: secrets } };
    return unwrap(createForge(config as ForgeConfigInput, tools));
  };
  const request = ({ headers, body }: Hook, secret = 'hook-secret') => {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    return { headers: { ...headers, ...sign(bytes, secret) }, body: bytes };
  };

  describe(`${kind}: the contract of webhooks`, () => {
    test('a merge, a close and a push are read, with either of two secrets', async () => {
      const forge = await ready();
      const merged = unwrap(await forge.verifyWebhook(request(examples.merged(testTime), 'old-secret')));
      expect(merged).toMatchObject({
        kind: 'merged',
        number: 4,
        patchIds: ['pch_01patch'],
        commit: 'c'.repeat(40),
        project: 'acme/shop',
      });
      expect(unwrap(await forge.verifyWebhook(request(examples.closed(testTime))))).toMatchObject({
        kind: 'closed',
        number: 4,
      });
      const pushed = unwrap(await forge.verifyWebhook(request(examples.pushed)));
      expect(pushed).toMatchObject({ kind: 'pushed', branch: 'main', patchIds: ['pch_01patch'] });
      expect(unwrap(await forge.verifyWebhook(request(examples.ignored)))).toMatchObject({ kind: 'ignored' });
    });

    test('header names count in any case', async () => {
      const forge = await ready();
      const hook = request(examples.merged(testTime));
      const headers = Object.fromEntries(
        Object.entries(hook.headers).map(([name, value]) => [name.toUpperCase(), value]),
      );
      expect(await forge.verifyWebhook({ ...hook, headers })).toMatchObject({ ok: true });
    });

    test('a wrong, a missing and an odd proof are refused, and so is everything without a secret', async () => {
      const forge = await ready();
      const hook = examples.merged(testTime);
      const refused = { ok: false, error: { code: 'forge.webhook_refused' } };
      expect(await forge.verifyWebhook(request(hook, 'another'))).toMatchObject(refused);
      expect(await forge.verifyWebhook({ ...request(hook), headers: hook.headers })).toMatchObject(refused);
      const odd = Object.fromEntries(Object.keys(sign(Buffer.from(''), 'x')).map((name) => [name, 'sha256=zz']));
      expect(await forge.verifyWebhook({ ...request(hook), headers: { ...hook.headers, ...odd } })).toMatchObject(
        refused,
      );
      expect(await (await ready([])).verifyWebhook(request(hook))).toMatchObject(refused);
      expect(await (await ready([''])).verifyWebhook(request(hook, ''))).toMatchObject(refused);
    });

    test.runIf(examples.bound)('a changed byte of the body is refused', async () => {
      const forge = await ready();
      const hook = request(examples.merged(testTime));
      const changed = Buffer.from(hook.body.toString().replace('pch_01patch', 'pch_02patch'));
      expect(await forge.verifyWebhook({ ...hook, body: changed })).toMatchObject({
        error: { code: 'forge.webhook_refused' },
      });
    });

    test('the same event is taken once, and an old one never', async () => {
      const forge = await ready();
      const hook = request(examples.merged(testTime));
      expect(await forge.verifyWebhook(hook)).toMatchObject({ ok: true });
      const replayed = { ok: false, error: { code: 'forge.webhook_replayed' } };
      expect(await forge.verifyWebhook(hook)).toMatchObject(replayed);
      expect(await forge.verifyWebhook(request(examples.merged('2031-01-02T02:04:05Z')))).toMatchObject(replayed);
    });

    test('an event of another project and a body that is no event are refused', async () => {
      const forge = await ready();
      const hook = examples.merged(testTime);
      const other = JSON.stringify(hook.body).replaceAll('acme/shop', 'acme/bank');
      expect(await forge.verifyWebhook(request({ ...hook, body: other }))).toMatchObject({
        error: { code: 'forge.webhook_refused' },
      });
      for (const body of ['not json', '[]', 'null', '{"object_kind":1}'])
        expect(await forge.verifyWebhook(request({ headers: {}, body }))).toMatchObject({ ok: false });
    });
  });
}
