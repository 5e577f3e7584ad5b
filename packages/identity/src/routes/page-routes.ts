import {
  DisplayName,
  LoginName,
  showLogInPage,
  showSetupPage,
  submitLogInPage,
  submitSetupPage,
} from '@maximus/contracts';
import { type Answer, type Route, route } from '@maximus/http';
import { type AppError, isAppError } from '@maximus/kernel';
import type { LinkHolder, Links } from '../accounts/links.ts';
import { callerOf } from '../caller.ts';
import type { PasswordLogIn } from '../login/log-in.ts';
import { logInPage, messagePage, setupPage } from '../pages/pages.ts';
import type { NewSession } from '../sessions/sessions.ts';
import { formOf, returnPath } from './form.ts';

/** Pages for a person without the dashboard: log in, and open a one-time link. They work without scripts. */
export function pageRoutes(needs: {
  readonly passwordLogIn: PasswordLogIn;
  readonly links: Links;
  /** What the provider is called, where there is one. */
  readonly oidcName: string | undefined;
}): readonly Route[] {
  const { passwordLogIn, links, oidcName } = needs;
  return [
    route(showLogInPage, async ({ query }) => logInPage({ returnTo: returnPath(query.return_to), oidcName })),

    route(submitLogInPage, async (input) => {
      const form = await formOf(input.upload);
      const name = (form.get('name') ?? '').slice(0, 254);
      const password = form.get('password') ?? '';
      const code = form.get('code')?.trim();
      const returnTo = returnPath(form.get('return_to'));
      if (name === '' || password === '' || password.length > 1_024) {
        return logInPage({ name, returnTo, oidcName }, { status: 422, message: 'Name and password are needed.' });
      }
      const given = { name, password, ...(code === undefined || code === '' ? {} : { code: code.slice(0, 32) }) };
      const opened = await outcomeOf(() => passwordLogIn.logIn(given, callerOf(input)));
      if (opened.ok) return goTo(returnTo, opened.value);
      const { error } = opened;
      const asksCode = error.code.startsWith('identity.second_factor');
      return logInPage({ name, returnTo, oidcName, asksCode }, noticeOf(error));
    }),

    route(showSetupPage, async ({ query }) => {
      const held = await links.holder(query.link ?? '');
      return held.ok ? setupPage({ link: query.link ?? '', holder: held.value }) : deadLink(held.error);
    }),

    route(submitSetupPage, async (input) => {
      const form = await formOf(input.upload);
      const link = form.get('link') ?? '';
      const held = await links.holder(link);
      if (!held.ok) return deadLink(held.error);
      const name = (form.get('name') ?? '').trim();
      const displayName = (form.get('display_name') ?? '').trim();
      const again = (message: string, status = 422) =>
        setupPage(
          { link, holder: held.value, name: name.slice(0, 64), displayName: displayName.slice(0, 100) },
          { status, message },
        );
      const fault = faultOf(held.value, {
        name,
        displayName,
        password: form.get('password'),
        again: form.get('again'),
      });
      if (fault !== undefined) return again(fault);
      const answer = {
        secret: link,
        password: form.get('password') ?? '',
        name,
        displayName: displayName === '' ? name : displayName,
      };
      const opened = await outcomeOf(() => links.redeem(answer, callerOf(input)));
      if (opened.ok) return goTo('/', opened.value);
      if (['identity.link_invalid', 'identity.setup_done'].includes(opened.error.code)) return deadLink(opened.error);
      const { status, message } = noticeOf(opened.error);
      return again(message, status);
    }),
  ];
}

type Outcome = Awaited<ReturnType<PasswordLogIn['logIn']>>;

/** Failures that the page can tell, also those that are thrown; others go on to the server. */
async function outcomeOf(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error) && error.code.startsWith('identity.')) return { ok: false, error };
    throw error;
  }
}

function goTo(path: string, session: NewSession): Answer {
  return { status: 303, headers: { location: path, 'set-cookie': session.setCookie, 'cache-control': 'no-store' } };
}

function noticeOf(error: AppError) {
  const { retryAfterSeconds } = error.details;
  const headers = typeof retryAfterSeconds === 'number' ? { 'retry-after': String(retryAfterSeconds) } : {};
  const text = `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}`;
  return { status: error.http, message: `${text}. ${error.help}`, headers };
}

function deadLink(error: AppError): Answer {
  return messagePage(error.http, 'This link does not work', error.help);
}

function faultOf(
  holder: LinkHolder,
  given: {
    readonly name: string;
    readonly displayName: string;
    readonly password: string | undefined;
    readonly again: string | undefined;
  },
): string | undefined {
  if (holder.purpose === 'first-admin') {
    const name = LoginName.safeParse(given.name);
    if (!name.success) return `Log-in name: ${name.error.issues[0]?.message ?? 'not usable'}.`;
    if (given.displayName !== '' && !DisplayName.safeParse(given.displayName).success) return 'Your name: not usable.';
  }
  return given.password === given.again ? undefined : 'The two passwords differ.';
}
