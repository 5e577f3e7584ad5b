import type { NetworkSettings } from '@maximus/advisories';

/** The proxy that the environment names, as other programs read it; `feeds.proxy` stands before it. */
export function environmentProxy(environment: Readonly<Record<string, string | undefined>>): NetworkSettings {
  const named = (name: string) => environment[name] || environment[name.toUpperCase()] || undefined;
  const [http, https, no] = [named('http_proxy'), named('https_proxy'), named('no_proxy')];
  if (http === undefined && https === undefined) return {};
  return { proxy: { ...(http && { http }), ...(https && { https }), ...(no && { no }) } };
}
