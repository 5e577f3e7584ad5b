import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { httpGet } from './http-get.ts';

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** Answers on each connection so often, and then closes it in the place of an answer. */
async function serving(answersEach: number): Promise<{ readonly url: string; readonly asked: Socket[] }> {
  const asked: Socket[] = [];
  server = createServer(({ socket }, answer) => {
    asked.push(socket);
    if (asked.filter((each) => each === socket).length > answersEach) socket.destroy();
    else answer.end('here');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

const ask = (url: string) => httpGet({ url, headers: {}, maxBytes: 1_000, timeoutMs: 60_000 });

it('asks once more where the server has closed the connection that was kept', async () => {
  const { url, asked } = await serving(1);
  for (let time = 0; time < 3; time += 1) expect(await ask(url)).toMatchObject({ state: 'answered', status: 200 });
  expect(new Set(asked).size).toBeGreaterThan(1);
});

it('does not go on asking a server that never answers', async () => {
  const { url, asked } = await serving(0);
  expect(await ask(url)).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/^(?:ECONNRESET|UND_ERR_SOCKET)$/),
  });
  expect(asked).toHaveLength(2);
});
