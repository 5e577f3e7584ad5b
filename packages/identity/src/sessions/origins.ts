/** What the headers of a request say about the page that sent it. */
export type OriginVerdict = 'own' | 'foreign' | 'unknown';

/** Which pages may act with a session. */
export interface Origins {
  /** Address that people reach the server by, without a slash at its end. */
  publicUrl(): string;
  /** Whether cookies need TLS: always, but for plain HTTP on this very machine. */
  secure(): boolean;
  /** By `Origin`, and where a browser sends none or `null`, by `Sec-Fetch-Site`. */
  judge(origin: string | undefined, fetchSite?: string): OriginVerdict;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether a host name as URLs have it is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.includes(hostname) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/** `publicUrl` is asked each time, because a port may be known only once the server listens. */
export function createOrigins(publicUrl: () => string, furtherOrigins: readonly string[]): Origins {
  const further = new Set(furtherOrigins.map((origin) => new URL(origin).origin));
  const own = (): URL => new URL(publicUrl());
  const isOwn = (origin: string): boolean => {
    if (further.has(origin)) return true;
    const url = own();
    if (origin === url.origin) return true;
    // A loopback address has several names; a page under another port is another program's.
    if (!isLoopbackHost(url.hostname)) return false;
    const port = url.port === '' ? '' : `:${url.port}`;
    return LOOPBACK.some((host) => origin === `${url.protocol}//${host}${port}`);
  };
  return {
    publicUrl: () => own().href.replace(/\/$/, ''),
    secure: () => {
      const url = own();
      return url.protocol === 'https:' || !isLoopbackHost(url.hostname);
    },
    judge: (origin, fetchSite) => {
      if (origin !== undefined && origin !== 'null') return isOwn(origin) ? 'own' : 'foreign';
      if (fetchSite === 'same-origin') return 'own';
      if (fetchSite === 'cross-site' || fetchSite === 'same-site') return 'foreign';
      return origin === 'null' ? 'foreign' : 'unknown';
    },
  };
}
