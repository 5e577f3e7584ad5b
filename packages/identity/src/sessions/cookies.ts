const MAX_HEADER = 16_384;

/** One value of a `Cookie` header, `undefined` when it is not there or not alone: of two, one may be planted. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > MAX_HEADER) return undefined;
  const values = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}

/** Names and makes the cookies of one use: with the `__Host-` prefix where they are bound to TLS (RFC 6265bis §4.1.3). */
export interface CookieJar {
  name(): string;
  read(header: string | undefined): string | undefined;
  /** A `Set-Cookie` value. */
  set(value: string, maxAgeSeconds: number): string;
  clear(): string;
}

/** Cookies that scripts cannot read and that other sites' requests do not carry, but for following a link. */
export function createCookieJar(use: string, secure: () => boolean): CookieJar {
  const name = () => `${secure() ? '__Host-' : ''}maximus_${use}`;
  const cookie = (value: string, maxAgeSeconds: number) =>
    `${name()}=${value}; Path=/; Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}; HttpOnly; SameSite=Lax${secure() ? '; Secure' : ''}`;
  return { name, read: (header) => readCookie(header, name()), set: cookie, clear: () => cookie('', 0) };
}
