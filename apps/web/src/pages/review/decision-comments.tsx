import type { CommentRecord } from '@maximus/contracts';
import { MessageSquare } from 'lucide-react';
import { RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** What people said, as they typed it: Markdown is shown as text, so that nothing of it can act. */
export function DecisionComments({ comments }: { readonly comments: readonly CommentRecord[] }) {
  const { t } = useI18n();
  if (comments.length === 0) return <p className="text-sm text-soft">{t('review.comments.none')}</p>;
  return (
    <ul className="grid gap-3">
      {comments.map((comment) => (
        <li key={comment.comment_id} className="flex gap-3 text-sm">
          <MessageSquare aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
          <div className="min-w-0">
            <p>
              <span className="font-semibold">{comment.user}</span>{' '}
              <span className="text-xs text-faint">
                <RelativeTime time={comment.created_at} />
                {comment.edited_at !== undefined && ` · ${t('review.comments.edited')}`}
              </span>
            </p>
            <p className="break-words whitespace-pre-wrap">{comment.comment}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
