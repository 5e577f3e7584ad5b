import { finishOidc, startOidc } from '@maximus/contracts';
import { type Answer, type Route, route } from '@maximus/http';
import { isAppError, unwrap } from '@maximus/kernel';
import { callerOf } from '../caller.ts';
import { errors } from '../errors.ts';
import type { OidcFlow } from '../oidc/flow.ts';
import { messagePage } from '../pages/pages.ts';

/** The two ends of a log-in with the OpenID provider. Browsers come here, so failures are pages. */
export function oidcRoutes({ flow }: { readonly flow: OidcFlow | undefined }): readonly Route[] {
  const configured = (): OidcFlow => {
    if (flow === undefined) throw errors.oidc_off('log-in with an OpenID provider is not set up');
    return flow;
  };
  return [
    route(startOidc, async ({ query }) =>
      asPage(async () => {
        const { location, setCookie } = unwrap(await configured().start(query.return_to ?? '/'));
        return { status: 302, headers: { location, 'set-cookie': setCookie } };
      }),
    ),
    route(finishOidc, async (input) =>
      asPage(async () => {
        const { query, headers } = input;
        const { returnTo, setCookie } = unwrap(await configured().finish(query, headers['cookie'], callerOf(input)));
        return { status: 302, headers: { location: returnTo, 'set-cookie': setCookie } };
      }),
    ),
  ];
}

async function asPage(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error) && error.code.startsWith('identity.')) {
      return messagePage(error.http, 'You are not logged in', `${error.message}. ${error.help}`);
    }
    throw error;
  }
}
