import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;
const received: { url: string; token: string | undefined; body: { files: { path: string }[]; schema: string } }[] = [];
const server = createServer(async (request, response) => {
  const body = JSON.parse((await buffer(request)).toString()) as (typeof received)[number]['body'];
  received.push({ url: request.url ?? '', token: request.headers.authorization, body });
  const isRefused = request.url?.includes('refused') === true;
  const isClosed = request.url?.includes('closed') === true;
  response.writeHead(isClosed ? 401 : isRefused ? 403 : 202, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(isRefused ? { detail: 'the token lacks inventory:write' } : { snapshot_id: 'snp_x' }));
});
let address = '';

beforeAll(async () => {
  workspace = await sampleWorkspace();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  workspace.dispose();
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

it('sends the inventory to the server and keeps its own verdict', async () => {
  const { code, err } = await workspace.run(['scan', 'npm-shop', '--report-to', address]);
  expect(code).toBe(1);
  expect(err).toMatch(/^sent to 127\.0\.0\.1:\d+ as "npm-shop"\n$/);
  expect(received[0]).toMatchObject({
    url: '/api/estate/inventory?project=npm-shop&create=true',
    body: { schema: 'maximus.inventory/1' },
  });
  expect(received[0]?.body.files.map(({ path }) => path)).toContain('package-lock.json');
});

it('says what the server answered when it refuses', async () => {
  const { code, out, err } = await workspace.run([
    ...['scan', 'npm-shop', '--report-to', address],
    ...['--report-as', 'refused'],
  ]);
  expect(code).not.toBe(0);
  expect(out).toContain('FAILED');
  expect(err).toContain('answered 403: the token lacks inventory:write');
});

it('says that no token is set where the server asks for one', async () => {
  const { err } = await workspace.run(['scan', 'npm-shop', '--report-to', address, '--report-as', 'closed']);
  expect(err).toContain('asks for a token, and MAXIMUS_TOKEN is not set');
});
