import { type Api, createLive, type Live } from '@maximus/client';
import { QueryClient } from '@tanstack/react-query';
import { AdaptiveImmunityAPI } from './adaptive-immunity-api.ts';
import { ApiError } from './failures.ts';
import { createHitlApi, type HitlApi } from './hitl-api.ts';
import { createPageApi } from './page-api.ts';

/** What the page stands on: made once at its start. */
export interface Services {
  readonly api: Api;
  readonly immunity: AdaptiveImmunityAPI;
  readonly hitlApi: HitlApi;
  readonly live: Live;
  readonly queries: QueryClient;
  /** Address of the API without a slash at its end; empty for the page's own origin. */
  readonly baseUrl: string;
  /** The session's token against forged requests; set when the session is known. */
  readonly csrf: { token: string | undefined };
  /** Told of every 401. */
  readonly onSignedOut: Set<() => void>;
}

/** Makes the services of a page whose API is at `baseUrl`. */
export function createServices(baseUrl: string): Services {
  const csrf: Services['csrf'] = { token: undefined };
  const onSignedOut: Services['onSignedOut'] = new Set();
  const api = createPageApi({
    baseUrl,
    csrfToken: () => csrf.token,
    failed: (failure) => {
      if ('status' in failure && failure.status === 401) for (const told of [...onSignedOut]) told();
    },
  });
  const address = new URL(baseUrl === '' ? location.origin : baseUrl);
  const live = createLive({
    url: `${address.protocol === 'https:' ? 'wss' : 'ws'}://${address.host}/ws`,
    pollUrl: `${address.origin}/api/gateway/poll`,
    client: { name: 'maximus-web', version: '0.1.0' },
  });
  return {
    api,
    immunity: new AdaptiveImmunityAPI(api),
    hitlApi: createHitlApi(api),
    live,
    queries: createQueryClient(),
    baseUrl,
    csrf,
    onSignedOut,
  };
}

/** Retries and time-outs are the client's, freshness is the stream's: the cache only keeps and shares. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        staleTime: 30_000,
        // Nobody listened while a page was away: what is kept is shown at once, and asked for again.
        refetchOnMount: 'always',
        // A server that was away or overloaded is asked again, so that a page left open heals by itself.
        refetchInterval: ({ state: { error } }) =>
          error instanceof ApiError && (error.isUnreachable || (error.status ?? 0) >= 500) ? 10_000 : false,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/** The address of the API: `config.json` of the page, else what the build was given, else the page's own origin. */
export async function findBaseUrl(fetchConfig: typeof fetch = fetch): Promise<string> {
  const built = import.meta.env.VITE_MAXIMUS_API ?? '';
  try {
    const answer = await fetchConfig('/assets/config.json', { cache: 'no-cache' });
    const { api } = (answer.ok ? await answer.json() : {}) as { api?: unknown };
    return (typeof api === 'string' ? api : built).replace(/\/+$/, '');
  } catch (error) {
    // Nothing set at run time, or nothing that can be read: the build's word counts.
    if (error instanceof TypeError || error instanceof SyntaxError) return built;
    throw error;
  }
}
