import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveReader } from '../testing/live-reader.ts';
import { patient } from '../testing/patient.ts';
import { closedFolder, type ServerUnderTest, startServerProcess, stopServer } from '../testing/run-server.ts';
import { type SignedIn, signInFirst } from '../testing/sign-in.ts';
import { until } from '../testing/until.ts';

describe('one server with everything in it', () => {
  const place = closedFolder();
  let server: ServerUnderTest;
  let ada: SignedIn;
  beforeAll(async () => {
    server = await startServerProcess(place.dataDir, ['--set', 'test.endpoints=true', '--set', 'examples=false']);
    ada = await signInFirst(server);
  }, 180_000);
  afterAll(async () => {
    if (server?.process.exitCode === null) await stopServer(server);
    place.remove();
  });

  it('brings an APV to every open client, once, and the list has what the frame said', async () => {
    const api = patient(ada.api(server.url));
    const readers = [0, 1, 2].map(
      () => new LiveReader({ url: server.url, token: ada.token, api: () => ada.api(server.url) }),
    );
    await until('all are connected', () => readers.every(({ live }) => live.state === 'connected'));
    const made = await api.triggerTestApv({ body: { cve_id: 'CVE-2099-0001', severity: 'critical' } });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    const { apv_id } = made.value.body;
    await until('all know it', () => readers.every((reader) => reader.knows([apv_id])));
    const listed = await api.listApvs({ query: { limit: 200 } });
    const [frame] = readers[0]?.frames ?? [];
    expect(listed.ok && listed.value.body.items.find(({ id }) => id === apv_id)).toMatchObject({
      id: apv_id,
      primary_id: 'CVE-2099-0001',
      priority: frame?.publication.data['priority'],
    });
    for (const reader of readers) {
      expect(reader.repeats()).toEqual([]);
      expect(reader.resyncs).toBe(0);
      reader.close();
    }
  });
});
