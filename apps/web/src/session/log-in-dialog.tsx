import { type FormEvent, useState } from 'react';
import { ApiError, bodyOf } from '../api/failures.ts';
import { useServices } from '../api/use-services.tsx';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field } from '../design/fields.tsx';
import { useI18n } from '../i18n/i18n.tsx';

interface LogInDialogProps {
  readonly open: boolean;
  readonly name: string;
  readonly onLoggedIn: () => void;
}

/** Asks for the password over the page when the session has ended; what stands on the page stays. */
export function LogInDialog({ open, name, onLoggedIn }: LogInDialogProps) {
  const { t, failed } = useI18n();
  const { api, csrf } = useServices();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [asksCode, setAsksCode] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (field: string) => String(given.get(field) ?? '');
    setBusy(true);
    setProblem(undefined);
    try {
      const code = text('code').trim();
      const body = { name: text('name'), password: text('password'), ...(code !== '' && { code }) };
      const signedIn = await bodyOf(api.logIn({ body }));
      csrf.token = signedIn.csrf_token;
      onLoggedIn();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // The code is asked for once the password was right.
      if (error.code.includes('code') || error.code.includes('totp')) setAsksCode(true);
      setProblem(failed(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog open={open} onOpenChange={() => undefined} must title={t('session.title')} description={t('session.means')}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-3 pb-4">
        <Field label={t('session.name')}>
          {(props) => (
            <input {...props} name="name" autoComplete="username" autoCapitalize="none" required defaultValue={name} />
          )}
        </Field>
        <Field label={t('session.password')} error={problem}>
          {(props) => (
            <input
              {...props}
              data-first-focus
              name="password"
              type="password"
              autoComplete="current-password"
              required
            />
          )}
        </Field>
        {asksCode && (
          <Field label={t('session.code')} hint={t('session.code.hint')}>
            {(props) => <input {...props} name="code" autoComplete="one-time-code" />}
          </Field>
        )}
        <div className="mt-2 flex items-center justify-between">
          <a
            className="text-sm text-accent underline"
            href={`/login?return_to=${encodeURIComponent(location.pathname + location.search)}`}
          >
            {t('session.other')}
          </a>
          <Button kind="primary" type="submit" busy={busy}>
            {t('session.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
