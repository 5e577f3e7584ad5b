import type { Attachment, DecisionDetail } from '@maximus/contracts';
import { ImagePlus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ActionButton } from '../../actions/action-button.tsx';
import type { Action } from '../../actions/action-registry.ts';
import { useActions } from '../../actions/use-actions.tsx';
import { classNames } from '../../design/class-names.ts';
import { Field } from '../../design/fields.tsx';
import { RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useSession } from '../../session/use-session.ts';
import { useAttachImages } from './use-attach-images.ts';
import { useOnline } from './use-online.ts';

/** Images that a decision may have; the server holds to it. */
const most = 10;

/** What people attached to a decision; reviewers choose, paste or drop another. */
export function DecisionImages({ decision }: { readonly decision: DecisionDetail }) {
  const { t } = useI18n();
  const { roles } = useSession();
  return (
    <div className="grid gap-4">
      {decision.attachments.length === 0 ? (
        <p className="text-sm text-soft">{t('review.images.none')}</p>
      ) : (
        <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-4">
          {decision.attachments.map((attachment) => (
            <Thumbnail key={attachment.digest} attachment={attachment} />
          ))}
        </ul>
      )}
      {roles.includes('reviewer') && <AttachImage decision={decision} />}
    </div>
  );
}

function Thumbnail({ attachment }: { readonly attachment: Attachment }) {
  const { t } = useI18n();
  const { digest, url, caption, user, width, height } = attachment;
  return (
    <li data-image={digest} className="grid content-start gap-1 text-xs">
      <a
        href={url}
        target="_blank"
        rel="noreferrer"
        className="grid h-28 place-items-center overflow-hidden rounded-lg border border-line bg-sunken"
      >
        <img
          src={url.replace(/[^/]+$/, '320')}
          alt={caption ?? t('review.images.by', { user })}
          loading="lazy"
          decoding="async"
          {...{ width, height }}
          className="max-h-28 w-full object-contain"
        />
      </a>
      {caption !== undefined && <span className="text-sm break-words">{caption}</span>}
      <span className="text-faint">
        {user} · <RelativeTime time={attachment.created_at} />
      </span>
    </li>
  );
}

function AttachImage({ decision }: { readonly decision: DecisionDetail }) {
  const { t } = useI18n();
  const online = useOnline();
  const chooser = useRef<HTMLInputElement>(null);
  const [caption, setCaption] = useState('');
  const [isOver, setOver] = useState(false);
  const { attach, isSending } = useAttachImages(decision.decision_id);
  const available = () => {
    if (!online) return t('review.refuse.offline');
    return decision.attachments.length < most || t('review.images.full', { n: most });
  };
  const take = (files: FileList | null | undefined): boolean => {
    const images = [...(files ?? [])].filter(({ type }) => type.startsWith('image/'));
    if (images.length === 0 || available() !== true) return false;
    void attach(images, caption.trim()).then((isDone) => {
      if (isDone) setCaption('');
    });
    return true;
  };
  const action: Action = {
    id: 'review.image',
    title: t('review.images.attach'),
    keys: ['i'],
    scope: 'page',
    available,
    run: () => chooser.current?.click(),
  };
  useActions([action]);
  const newest = useRef(take);
  newest.current = take;
  useEffect(() => {
    // Wherever the focus is: a picture is never meant for a field of text.
    const pasted = (event: ClipboardEvent) => {
      if (newest.current(event.clipboardData?.files)) event.preventDefault();
    };
    document.addEventListener('paste', pasted);
    return () => document.removeEventListener('paste', pasted);
  }, []);
  return (
    <fieldset
      aria-label={t('review.images.attach')}
      data-drop
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
      className={classNames(
        'grid gap-3 rounded-lg border border-dashed p-3',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong',
      )}
    >
      <Field label={t('review.images.caption')} hint={t('review.images.hint')}>
        {(field) => (
          <input {...field} maxLength={200} value={caption} onChange={(event) => setCaption(event.target.value)} />
        )}
      </Field>
      <div>
        <ActionButton
          action={action}
          size="small"
          icon={<ImagePlus aria-hidden className="size-4" />}
          busy={isSending}
          withKey
        />
      </div>
      <input
        ref={chooser}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/avif,image/gif"
        multiple
        hidden
        onChange={(event) => {
          take(event.target.files);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      <span className="sr-only" role="status">
        {isSending ? t('review.images.sending') : ''}
      </span>
    </fieldset>
  );
}
