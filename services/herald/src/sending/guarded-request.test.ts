import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedSender } from './guarded-request.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { location: 'http://127.0.0.1/inside' }).end();
    else if (request.url === '/large') response.end('x'.repeat(100_000));
    else response.end('taken');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

const post = (url: string, allowed: readonly string[] = []) => guardedSender(allowed)({ url, body: '{}', headers: {} });

describe('a request', () => {
  it.each([
    ['http://example.test/', 'plain http'],
    ['https://127.0.0.1/', 'loopback'],
    ['https://localhost/', 'a name that leads to loopback'],
    ['https://[::1]/', 'loopback of IPv6'],
    ['https://2130706433/', 'loopback as a number'],
    ['https://0x7f.1/', 'loopback in parts'],
    ['https://169.254.169.254/latest/meta-data', 'metadata of a cloud'],
    ['https://user:word@example.test/', 'credentials'],
    ['nonsense', 'no address'],
  ])('to %s is refused: %s', async (url) => {
    await expect(post(url)).rejects.toMatchObject({ code: 'herald.address_refused' });
  });

  it('goes where it is allowed to, follows no redirect and reads no more than it may', async () => {
    const allowed = [`127.0.0.1:${port}`];
    expect(await post(`http://127.0.0.1:${port}/`, allowed)).toEqual({ status: 200, body: 'taken' });
    expect(await post(`http://127.0.0.1:${port}/redirect`, allowed)).toMatchObject({ status: 302 });
    await expect(post(`http://127.0.0.1:${port}/large`, allowed)).rejects.toMatchObject({ code: 'herald.unreachable' });
    await expect(post(`http://localhost:${port}/`, allowed)).rejects.toMatchObject({ code: 'herald.address_refused' });
    await expect(post('http://127.0.0.1:1/', ['127.0.0.1:1'])).rejects.toMatchObject({ code: 'herald.unreachable' });
  });
});
