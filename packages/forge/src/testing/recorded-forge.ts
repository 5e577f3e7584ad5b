import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ForgeKind } from '../config.ts';
import { ForgeState } from './forge-state.ts';
import { serveGit } from './git-http-backend.ts';
import { giteaShape } from './shapes/gitea.ts';
import { githubShape } from './shapes/github.ts';
import { gitlabShape } from './shapes/gitlab.ts';
import type { ForgeShape, ShapeAnswer } from './shapes/shape.ts';
import type { TestEstate } from './test-estate.ts';

const shapes: Partial<Record<ForgeKind, ForgeShape>> = { gitea: giteaShape, github: githubShape, gitlab: gitlabShape };

/** What the running forge offers to a test. */
export interface RecordedForge extends AsyncDisposable {
  readonly url: string;
  /** Address of the repository over HTTP, served by git itself. */
  readonly origin: string;
  readonly state: ForgeState;
  readonly token: string;
  /** Requests to the API so far, as `METHOD /path`. */
  readonly requests: string[];
  /** Answers to give before the next requests to the API are looked at, in order; `undefined` lets one through. */
  readonly inTheWay: (ShapeAnswer | 'hang-up' | undefined)[];
}

/**
 * A forge on the loopback: its git is real (git-http-backend with basic authentication), its API is a shape recorded from the
 * forge's documentation that keeps state. It refuses a missing or wrong token as the forge does.
 */
export async function recordedForge(
  kind: ForgeKind,
  estate: TestEstate,
  project = 'acme/shop',
): Promise<RecordedForge> {
  const shape = shapes[kind];
  const state = new ForgeState(estate, project);
  const token = `secret-token-of-${kind}`;
  const requests: string[] = [];
  const inTheWay: (ShapeAnswer | 'hang-up' | undefined)[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path.startsWith(`/${project}.git/`)) {
      const user = basicUser(request, token);
      if (user === undefined) return void response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
      return serveGit(estate.folder, request, response, user);
    }
    requests.push(`${request.method} ${request.url}`);
    const first = inTheWay.shift();
    if (first === 'hang-up') return void request.socket.destroy();
    if (first !== undefined) return send(response, first);
    if (shape === undefined || !shape.authentic(request.headers, token))
      return send(response, { status: 401, json: { message: 'Bad credentials' } });
    void body(request).then(async (json) => {
      const url = new URL(request.url ?? '/', 'http://loopback.test');
      const call = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, json };
      send(response, (await shape.answer(state, call)) ?? { status: 404, json: { message: 'Not Found' } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    origin: `${url}/${project}.git`,
    state,
    token,
    requests,
    inTheWay,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function basicUser(request: IncomingMessage, token: string): string | undefined {
  const [kind, value = ''] = (request.headers.authorization ?? '').split(' ');
  const [user = '', password] = Buffer.from(value, 'base64').toString().split(':');
  return kind === 'Basic' && password === token ? user : undefined;
}

async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
}

function send(response: ServerResponse, { status, headers = {}, json }: ShapeAnswer): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(json === undefined ? '' : typeof json === 'string' ? json : JSON.stringify(json));
}
