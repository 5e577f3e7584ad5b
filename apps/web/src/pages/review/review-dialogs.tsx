import { useEffect, useId, useState } from 'react';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/fields.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import type { ReviewDialog, ReviewTarget } from './review-actions.ts';
import { snoozeChoices } from './snooze-choices.ts';
import type { ReviewCommands } from './use-review-commands.tsx';

interface ReviewDialogsProps {
  readonly open: { readonly dialog: ReviewDialog; readonly target: ReviewTarget } | undefined;
  readonly onClose: () => void;
  readonly commands: ReviewCommands;
}

/** Asks what a command needs besides the press of a key. What was typed stays when it could not be done. */
export function ReviewDialogs({ open, onClose, commands }: ReviewDialogsProps) {
  const { t } = useI18n();
  const target = open?.target;
  const dialog = open?.dialog;
  return (
    <Dialog
      open={open !== undefined}
      onOpenChange={(next) => !next && onClose()}
      title={dialog === undefined ? '' : t(`review.dialog.${dialog}`)}
      description={target?.title}
    >
      {dialog !== undefined && target !== undefined && (
        <DialogBody key={`${dialog}/${target.decision_id}`} {...{ dialog, target, onClose, commands }} />
      )}
    </Dialog>
  );
}

const longest = { reject: 500, escalate: 500, cancel: 500, comment: 4_000 } as const;

function DialogBody({
  dialog,
  target,
  onClose,
  commands,
}: { readonly dialog: ReviewDialog; readonly target: ReviewTarget } & Omit<ReviewDialogsProps, 'open'>) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const busy = commands.busy === target.decision_id;
  const done = (outcome: unknown) => {
    if (outcome === true) onClose();
  };
  if (dialog === 'untested') {
    return (
      <form
        className="grid gap-4 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          void commands.approve(target, { untested: true }).then(done);
        }}
      >
        <p className="text-sm">{t('review.untested.means')}</p>
        <Buttons busy={busy} onClose={onClose} submit={t('review.approve')} />
      </form>
    );
  }
  if (dialog === 'snooze') {
    return (
      <ul className="grid gap-1 pb-4">
        {snoozeChoices(Date.now()).map(({ id, until }) => (
          <li key={id}>
            <Button
              kind="quiet"
              className="w-full justify-start"
              busy={busy}
              onClick={() => void commands.snooze(target, until).then(done)}
            >
              {t(`review.snooze.${id}`)}
            </Button>
          </li>
        ))}
        {target.snoozed || <li className="pt-1 text-xs text-faint">{t('review.snooze.critical')}</li>}
      </ul>
    );
  }
  const submit = async () => {
    const words = text.trim();
    setAsked(true);
    if (words === '') return;
    if (dialog === 'reject') done(await commands.reject(target, { reason: words }));
    else if (dialog === 'escalate') done(await commands.escalate(target, words));
    else if (dialog === 'cancel') done(await commands.cancel(target, words));
    else done(await commands.comment(target, words));
  };
  const missing =
    asked && text.trim() === '' ? t(dialog === 'comment' ? 'review.comment.empty' : 'review.reason.empty') : undefined;
  return (
    <form
      noValidate
      className="grid gap-4 pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <CountedText
        label={t(dialog === 'comment' ? 'review.comment.label' : 'review.reason.label')}
        hint={t(`review.dialog.${dialog}.hint`)}
        value={text}
        onChange={setText}
        longest={longest[dialog]}
        error={missing}
        focused
        onSubmit={() => void submit()}
      />
      <Buttons
        busy={busy}
        onClose={onClose}
        submit={t(`review.dialog.${dialog}.submit`)}
        danger={dialog === 'reject' || dialog === 'cancel'}
      />
    </form>
  );
}

function Buttons({
  busy,
  onClose,
  submit,
  danger = false,
}: {
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly submit: string;
  readonly danger?: boolean;
}) {
  const { t } = useI18n();
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Button onClick={onClose}>{t('common.close')}</Button>
      <Button kind={danger ? 'danger' : 'primary'} type="submit" busy={busy}>
        {submit}
      </Button>
    </div>
  );
}

interface CountedTextProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly longest: number;
  readonly error?: string | undefined;
  readonly focused?: boolean;
  readonly rows?: number;
  readonly readOnly?: boolean;
  /** Ctrl or ⌘ and Enter. */
  readonly onSubmit?: (() => void) | undefined;
}

/** A text with the number of characters that are left. */
export function CountedText(props: CountedTextProps) {
  const { label, hint, value, onChange, longest: most, error, focused = false, rows = 4, readOnly, onSubmit } = props;
  const { t } = useI18n();
  const counter = useId();
  const field = useId();
  useEffect(() => {
    if (error !== undefined) document.querySelector<HTMLElement>(`[data-counted="${field}"]`)?.focus();
  }, [error, field]);
  return (
    <div>
      <Field label={label} hint={hint} error={error}>
        {({ className, ...tied }) => (
          <textarea
            {...tied}
            data-counted={field}
            rows={rows}
            maxLength={most}
            value={value}
            readOnly={readOnly}
            // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here
            autoFocus={focused}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => {
              if (onSubmit === undefined || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              onSubmit();
            }}
            className={`${className} resize-y py-2 leading-5`}
          />
        )}
      </Field>
      <p id={counter} className="mt-1 text-right text-xs text-faint numbers">
        {t('review.characters', { n: value.length, of: most })}
      </p>
    </div>
  );
}
