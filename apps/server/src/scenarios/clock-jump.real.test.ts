import { systemClock } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { run } from '../run.ts';
import { type HealthAnswer, healthOf } from '../testing/health-of.ts';
import { LiveReader } from '../testing/live-reader.ts';
import { patient } from '../testing/patient.ts';
import { closedFolder } from '../testing/run-server.ts';
import { signInFirst } from '../testing/sign-in.ts';
import { until } from '../testing/until.ts';

const hourMs = 3_600_000;

describe('the clock of the host jumps', () => {
  it('three hours ahead, then an hour behind: /health says so, and everything goes on', async () => {
    const place = closedFolder();
    let offsetMs = 0;
    const { promise: stopAsked, resolve: stop } = Promise.withResolvers<string>();
    let [out, err] = ['', ''];
    const settings = [
      'http.port=0',
      'metrics.port=0',
      'examples=false',
      'feeds.enabled=false',
      'test.endpoints=true',
      'log.level=silent',
    ];
    const ended = run({
      argv: ['--data-dir', place.dataDir, ...settings.flatMap((setting) => ['--set', setting])],
      environment: {},
      workingFolder: place.folder,
      clock: { now: () => systemClock.now() + offsetMs },
      out: { write: (text) => (out += text) },
      err: { write: (text) => (err += text) },
      stopAsked,
    });
    try {
      await until('it is ready', () => out.includes('is ready'), { state: () => err });
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0] ?? '';
      const ada = await signInFirst({ url, summary: out });
      const api = patient(ada.api(url));
      const reader = new LiveReader({ url, token: ada.token, api: () => api });
      await until('the reader is connected', () => reader.live.state === 'connected');
      const made: string[] = [];
      const trigger = async () => {
        const answer = await api.triggerTestApv({ body: { cve_id: `CVE-2096-${made.length}` } });
        if (!answer.ok) throw new Error(JSON.stringify(answer.error));
        made.push(answer.value.body.apv_id);
        await until('the frame is there', () => reader.knows(made));
      };
      const clockIs = async (status: string) => {
        let said: HealthAnswer['checks'][string] | undefined;
        const holds = async () => {
          said = (await healthOf(url, ada.cookie))?.checks['clock'];
          return said?.status === status;
        };
        await until(`the clock is ${status}`, holds, { state: () => said });
        return said?.detail ?? '';
      };
      expect(await clockIs('healthy')).toMatch(/ms (?:behind|ahead)/);
      await trigger();
      offsetMs = 3 * hourMs;
      expect(await clockIs('degraded')).toContain('ahead of the database');
      await trigger();
      offsetMs = -hourMs;
      expect(await clockIs('degraded')).toContain('behind the database');
      await trigger();
      offsetMs = 0;
      await clockIs('healthy');
      await trigger();
      expect([reader.frames.length, reader.repeats(), reader.resyncs]).toEqual([4, [], 0]);
      reader.close();
    } finally {
      stop('the test is over');
      await ended;
      place.remove();
    }
  });
});
