import { type Api, createApi } from '@maximus/client';
import type { Role } from '@maximus/contracts';
import { patient, patiently } from './patient.ts';

const passphrase = 'a long and odd passphrase 17';

/** Somebody who is logged in, at one server or at several on one database. */
export interface SignedIn {
  readonly cookie: string;
  /** A token of theirs that may read. */
  readonly token: string;
  readonly name: string;
  readonly passphrase: string;
  /** A typed client of a server with this session; failures are not tried again. */
  api(url: string): Api;
}

/** The one-time link that a server printed. */
function linkIn(summary: string): string {
  const [, link] = /link=(\S+)/.exec(summary) ?? [];
  if (link === undefined) throw new Error(`no one-time link in:\n${summary}`);
  return link;
}

/** A client whose requests look like those of the server's own page. */
function pageClient(url: string, cookie: string): Api {
  return createApi({
    baseUrl: url,
    retryDelaysMs: [],
    timeoutMs: 120_000,
    fetch: (address, init) => {
      const headers = new Headers(init?.headers);
      headers.set('cookie', cookie);
      headers.set('origin', new URL(url).origin);
      return fetch(address, { ...init, headers });
    },
  });
}

/** On a machine that does much else a server may be short of time when it has just started, and says so. */
function sendSetup(url: string, body: URLSearchParams): Promise<Response> {
  return patiently(() => fetch(`${url}/setup`, { method: 'POST', body, redirect: 'manual', headers: { origin: url } }));
}

/** Makes an account through an administrator, and logs its person in through the invitation. */
export async function signInInvited(url: string, admin: Api, name: string, roles: readonly Role[]): Promise<SignedIn> {
  const made = await patient(admin).createUser({ body: { name, roles: [...roles] } });
  if (!made.ok) throw new Error(`no account: ${JSON.stringify(made.error)}`);
  const link = new URL(made.value.body.invitation.url, url).searchParams.get('link') ?? '';
  const body = new URLSearchParams({ link, password: passphrase, again: passphrase });
  const sent = await sendSetup(url, body);
  const cookie = (sent.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  if (sent.status !== 303 || cookie === '') throw new Error(`the invitation answered ${sent.status}`);
  const token = await patient(pageClient(url, cookie)).createToken({ body: { name: 'live', scopes: ['read'] } });
  if (!token.ok) throw new Error(`no token: ${token.error.kind}`);
  const { secret } = token.value.body;
  return { cookie, token: secret, name, passphrase, api: (address) => pageClient(address, cookie) };
}

/** Makes the first administrator through the one-time link, and a token for live connections. */
export async function signInFirst({ url, summary }: { url: string; summary: string }): Promise<SignedIn> {
  const name = 'ada';
  const body = new URLSearchParams({
    link: linkIn(summary),
    name,
    display_name: 'Ada',
    password: passphrase,
    again: passphrase,
  });
  const made = await sendSetup(url, body);
  const cookie = (made.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  if (made.status !== 303 || cookie === '') throw new Error(`the set-up answered ${made.status}`);
  const token = await patient(pageClient(url, cookie)).createToken({ body: { name: 'live', scopes: ['read'] } });
  if (!token.ok) throw new Error(`no token: ${token.error.kind}`);
  return {
    cookie,
    token: token.value.body.secret,
    name,
    passphrase,
    api: (address) => pageClient(address, cookie),
  };
}
