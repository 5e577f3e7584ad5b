import type { Answer } from '@maximus/http';
import type { LinkHolder } from '../accounts/links.ts';
import { html, type Markup, pageAnswer } from './html.ts';

/** What a page says about the attempt before. */
interface Notice {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function noticeOf(notice: Notice | undefined): Markup {
  return notice === undefined ? html`` : html`<p class="bad" role="alert">${notice.message}</p>`;
}

/** The log-in page. The code is asked for only once the password was right. */
export function logInPage(
  given: {
    readonly name?: string | undefined;
    readonly returnTo: string;
    readonly oidcName?: string | undefined;
    readonly asksCode?: boolean;
  },
  notice?: Notice,
): Answer {
  const code = given.asksCode
    ? html`<label for="code">Code<span class="hint">Six digits of your authenticator, or a recovery code</span></label>
<input id="code" name="code" autocomplete="one-time-code" maxlength="32">`
    : html``;
  const oidc =
    given.oidcName === undefined
      ? html``
      : html`<a class="button" href="/api/auth/oidc/start?return_to=${encodeURIComponent(given.returnTo)}">Log in with ${given.oidcName}</a>`;
  return pageAnswer(
    notice?.status ?? 200,
    'Log in',
    html`<h1>Log in</h1>
${noticeOf(notice)}
<form method="post" action="/login">
<input type="hidden" name="return_to" value="${given.returnTo}">
<label for="name">Name</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" required maxlength="254" value="${given.name ?? ''}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
${code}
<button>Log in</button>
</form>
${oidc}`,
    notice?.headers,
  );
}

/** The page behind a one-time link. */
export function setupPage(
  given: { readonly link: string; readonly holder: LinkHolder; readonly name?: string; readonly displayName?: string },
  notice?: Notice,
): Answer {
  const first = given.holder.purpose === 'first-admin';
  const names = first
    ? html`<label for="name">Log-in name</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" required minlength="2" maxlength="64" value="${given.name ?? ''}">
<label for="display_name">Your name<span class="hint">Shown beside what you do</span></label>
<input id="display_name" name="display_name" autocomplete="name" maxlength="100" value="${given.displayName ?? ''}">`
    : html`<input type="hidden" name="username" autocomplete="username" value="${given.holder.purpose === 'invitation' ? given.holder.user.name : ''}">`;
  const intro = first
    ? html`<h1>Create the first account</h1><p>It administers this server, operates it and reviews.</p>`
    : html`<h1>Choose a password</h1><p>For the account ${given.holder.purpose === 'invitation' ? given.holder.user.name : ''}.</p>`;
  return pageAnswer(
    notice?.status ?? 200,
    first ? 'First account' : 'Choose a password',
    html`${intro}
${noticeOf(notice)}
<form method="post" action="/setup">
<input type="hidden" name="link" value="${given.link}">
${names}
<label for="password">Password<span class="hint">At least 12 characters; several unrelated words are good</span></label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="12" maxlength="256">
<label for="again">Password again</label>
<input id="again" name="again" type="password" autocomplete="new-password" required minlength="12" maxlength="256">
<button>${first ? 'Create account' : 'Save password'}</button>
</form>`,
    notice?.headers,
  );
}

/** A page that only says something. */
export function messagePage(status: number, title: string, message: string): Answer {
  return pageAnswer(status, title, html`<h1>${title}</h1><p>${message}</p><a class="button" href="/login">Log in</a>`);
}
