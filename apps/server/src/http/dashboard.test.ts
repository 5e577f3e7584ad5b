import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../testing/open-app.ts';

const html = '<!doctype html><title>Maximus</title>';
const script = 'export {}; // a script of the page';
const folder = mkdtempSync(join(tmpdir(), 'maximus-dashboard-'));
let server: Awaited<ReturnType<typeof openApp>>;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, '.vite'));
  writeFileSync(join(folder, 'index.html'), html);
  writeFileSync(join(folder, '.source'), 'digest');
  writeFileSync(join(folder, '.vite/manifest.json'), '{}');
  writeFileSync(join(folder, 'assets/icon.svg'), '<svg/>');
  writeFileSync(join(folder, 'assets/main-a1b2c3d4.js'), script);
  writeFileSync(join(folder, 'assets/main-a1b2c3d4.js.br'), brotliCompressSync(script));
  server = await openApp({ routes: [], dashboardFolder: folder });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });
const person = { accept: 'text/html,*/*;q=0.8' };

describe('the dashboard', () => {
  it('is the answer at each of its addresses, and is asked for anew at every use', async () => {
    for (const path of ['/', '/projects', '/adaptive-immunity/apvs/APV-1', '/settings/tokens']) {
      const answer = await ask(path, person);
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, html]);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    }
  });

  it('says 404 with the page to a person, and with a problem to a program', async () => {
    expect((await ask('/nonsense/deep', person)).status).toBe(404);
    const program = await ask('/nonsense');
    expect([program.status, program.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ]);
  });

  it('keeps files whose name holds their digest for ever, compressed where that is taken', async () => {
    const plain = await ask('/assets/main-a1b2c3d4.js', { 'accept-encoding': 'br;q=0' });
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, script]);
    const small = await ask('/assets/main-a1b2c3d4.js', { 'accept-encoding': 'gzip, br' });
    expect([small.headers.get('content-encoding'), await small.text()]).toEqual(['br', script]);
    expect(small.headers.get('etag')).not.toBe(plain.headers.get('etag'));
  });

  it('answers 304 to whoever has it', async () => {
    const tag = (await ask('/assets/icon.svg')).headers.get('etag') ?? '';
    expect((await ask('/assets/icon.svg', { 'if-none-match': tag })).status).toBe(304);
  });

  it('gives out nothing but what the build made for the page', async () => {
    for (const path of ['/.source', '/.vite/manifest.json', '/assets/..%2f.source', '/assets/main-a1b2c3d4.js.br']) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    }
  });

  it('without a build leaves the front door to the page of the API', async () => {
    const bare = await openApp({ routes: [] });
    const answer = await fetch(`${bare.url}/`, { redirect: 'manual', headers: person });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/api/docs']);
    await bare.close();
  });
});
