import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeCodes, parseSince } from '@maximus/contracts';
import { type AppError, type Clock, fail, ok } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import {
  CommandBucket,
  type Connection,
  type NativeOptions,
  nativeSession,
  nativeSubprotocol,
  type OpenSession,
  type ServerCloseCode,
  type SocketServer,
} from '@maximus/realtime';
import type { SocketAuthenticator } from '../authenticator.ts';
import type { GatewayConfig } from '../config.ts';
import { simpleCloseCode } from '../dialects/close-codes.ts';
import { errors } from '../errors.ts';
import { type PrincipalViewer, viewerOf } from '../viewer.ts';
import { hitlSession } from './hitl-session.ts';
import { immunitySession } from './immunity-session.ts';
import { labelledSession } from './labelled-session.ts';
import { type SocketPath, socketPath } from './paths.ts';
import { refuseUpgrade } from './refusal.ts';

/** What the door needs. */
export interface DoorNeeds {
  readonly sockets: SocketServer;
  readonly authenticator: SocketAuthenticator;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: GatewayConfig;
  readonly nodeId: string;
  readonly version: string;
  /** Address of the client, trusted proxies looked through. */
  addressOf(request: IncomingMessage): string;
  /** Whether a page of this origin may use a session; absent: the authenticator alone decides. */
  originAllowed?(origin: string): boolean;
}

interface Refusal {
  readonly error: AppError;
  readonly retryAfterSeconds?: number;
  readonly closeCode?: number;
}

const noPath: Refusal = { error: errors.unknown_path('there is no socket at this path') };

/** A check of who it is may take so long; then the socket is let go. */
const doorTimeoutMs = 10_000;

/** Lets sockets in: limits first, then who it is, then the session of the path (gateway.md §4, §5, §8). */
export class Door {
  readonly #needs: DoorNeeds;
  readonly #rate: CommandBucket;
  readonly #native: OpenSession;
  #closing = false;
  #waiting = 0;

  constructor(needs: DoorNeeds) {
    this.#needs = needs;
    const { config, clock, nodeId: serverId, version } = needs;
    this.#rate = new CommandBucket(config.connection_rate, config.connection_burst, clock.now());
    const native: NativeOptions = {
      serverId,
      version,
      authenticate: async (token, address) => {
        const grant = await needs.authenticator.authenticateSocket({ token, address });
        return grant.ok ? ok(viewerOf(grant.value)) : fail(grant.error);
      },
      mayConnect: (connection) => this.#withinUserLimit(connection),
    };
    this.#native = nativeSession(native);
  }

  /** From now on nobody is let in. */
  close(): void {
    this.#closing = true;
  }

  /** Takes one upgrade. Never throws. */
  enter(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = URL.parse(request.url ?? '/', 'http://gateway');
    const path = url === null ? undefined : socketPath(url.pathname);
    const refusal = path === undefined ? noPath : this.#refusal();
    if (refusal !== undefined) refuseUpgrade(stream, refusal.error, refusal);
    else if (path !== undefined && url !== null) void this.#welcome(request, stream, head, path, url.searchParams);
  }

  /** Why nobody is let in right now, whoever it is. */
  #refusal(): Refusal | undefined {
    const { sockets, config, clock } = this.#needs;
    if (this.#closing) return { error: errors.draining('this node goes away'), retryAfterSeconds: 1, closeCode: 3001 };
    if (sockets.registry.size + this.#waiting >= config.connections) {
      const error = errors.too_many_connections(`this node holds ${config.connections} connections`);
      return { error, retryAfterSeconds: 5, closeCode: 3504 };
    }
    if (this.#rate.take(clock.now()) === 'taken') return undefined;
    const error = errors.too_many_connections(`more than ${config.connection_rate} new connections a second`);
    return { error, retryAfterSeconds: 1, closeCode: 3014 };
  }

  async #welcome(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    path: SocketPath,
    query: URLSearchParams,
  ): Promise<void> {
    const address = this.#needs.addressOf(request);
    const destroy = () => stream.destroy();
    stream.on('error', destroy);
    const timer = setTimeout(destroy, doorTimeoutMs);
    this.#waiting += 1;
    let verdict: Awaited<ReturnType<Door['identify']>>;
    try {
      verdict = await this.identify(request, path, query, address);
    } catch (error) {
      // The database is away, or a fault of ours: the client comes back.
      this.#needs.logger.error({ err: error }, 'a socket could not be authenticated');
      verdict = { refused: 3015 };
    } finally {
      clearTimeout(timer);
      this.#waiting -= 1;
    }
    stream.off('error', destroy);
    if (stream.destroyed) return;
    const subprotocol = path.kind === 'native' && offers(request) ? nativeSubprotocol : undefined;
    if ('refused' in verdict) {
      const code = path.kind === 'native' ? verdict.refused : simpleCloseCode(verdict.refused);
      const { message: reason } = closeCodes[verdict.refused as keyof typeof closeCodes] ?? { message: '' };
      this.#needs.sockets.refuse(request, stream, head, { subprotocol, code, reason });
      return;
    }
    const open = this.#sessionOf(path, query);
    this.#needs.sockets.accept(request, stream, head, { subprotocol, address, viewer: verdict.viewer, open });
  }

  /** Who comes, or the code of the refusal. A native socket may come as nobody and tell in its connect command. */
  async identify(
    request: IncomingMessage,
    path: SocketPath,
    query: URLSearchParams,
    address: string,
  ): Promise<{ readonly viewer: PrincipalViewer | undefined } | { readonly refused: ServerCloseCode }> {
    const { authenticator, config, sockets } = this.#needs;
    const { cookie, origin } = request.headers;
    const isNative = path.kind === 'native';
    if (isNative && !offers(request)) return { refused: 3502 };
    if (sockets.registry.countOfAddress(address) >= config.connections_per_address) return { refused: 3504 };
    const ticket = query.get('ticket') ?? (isNative ? null : query.get('token'));
    // A long-lived secret in a URL ends up in logs: it is refused even where it would hold.
    if (isNative && query.has('token')) return { refused: 3500 };
    if (ticket === null && cookie !== undefined && origin !== undefined && !this.#isOwn(origin))
      return { refused: 3509 };
    const grant = await authenticator.authenticateSocket(
      ticket === null ? { address, cookie, origin } : { address, ticket },
    );
    if (!grant.ok && ticket === null && isForeign(request)) return { refused: 3509 };
    if (!grant.ok) return isNative && ticket === null ? { viewer: undefined } : { refused: 3500 };
    const viewer = viewerOf(grant.value);
    if (sockets.registry.countOfViewer(viewer.id) >= config.connections_per_user) return { refused: 3504 };
    return { viewer };
  }

  #isOwn(origin: string): boolean {
    return this.#needs.originAllowed?.(origin) ?? true;
  }

  #withinUserLimit({ viewer }: Connection): boolean {
    // The connection itself is counted already.
    return this.#needs.sockets.registry.countOfViewer(viewer.id) <= this.#needs.config.connections_per_user;
  }

  #sessionOf(path: SocketPath, query: URLSearchParams): OpenSession {
    const asked = { positions: query.get('positions') === '1', since: parseSince(query.get('since')) };
    if (path.kind === 'immunity') return immunitySession(asked);
    if (path.kind === 'hitl') return hitlSession(this.#needs.version, asked);
    return path.kind === 'labelled' ? labelledSession(path.label, asked) : this.#native;
  }
}

/** A page of another host that sent a cookie along: what it could not do is said with its own code. */
function isForeign({ headers }: IncomingMessage): boolean {
  const { cookie, origin, host } = headers;
  return cookie !== undefined && origin !== undefined && URL.parse(origin)?.host !== host;
}

function offers({ headers }: IncomingMessage): boolean {
  const offered = headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((name) => name.trim() === nativeSubprotocol);
}
