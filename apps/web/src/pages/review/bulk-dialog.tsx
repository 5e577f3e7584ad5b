import type { BulkItemResult, BulkResult } from '@maximus/contracts';
import { CircleCheck, CircleSlash } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ApiError } from '../../api/failures.ts';
import type { BulkOrder } from '../../api/hitl-api.ts';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { ErrorPanel } from '../../design/messages.tsx';
import { Loading, SkeletonRows } from '../../design/skeleton.tsx';
import { packageName } from '../../entities/safe-names.ts';
import { VersionStep } from '../../entities/version-step.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import type { QueueRow } from './apply-update.ts';
import { CountedText } from './review-dialogs.tsx';
import type { ReviewCommands } from './use-review-commands.tsx';

interface BulkDialogProps {
  readonly action: BulkOrder['action'] | undefined;
  readonly rows: readonly QueueRow[];
  readonly commands: ReviewCommands;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Shows what would come of each before several are decided at once; one undo takes all back (hitl.md §5). */
export function BulkDialog({ action, rows, commands, onClose, onDone }: BulkDialogProps) {
  const { t } = useI18n();
  return (
    <Dialog
      open={action !== undefined}
      onOpenChange={(next) => !next && onClose()}
      size="wide"
      title={action === undefined ? '' : t(`review.bulk.${action}`, { n: rows.length })}
      description={t('review.bulk.means')}
    >
      {action !== undefined && <BulkBody {...{ action, rows, commands, onClose, onDone }} />}
    </Dialog>
  );
}

function BulkBody({
  action,
  rows,
  commands,
  onClose,
  onDone,
}: Omit<BulkDialogProps, 'action'> & { readonly action: BulkOrder['action'] }) {
  const { t } = useI18n();
  const [preview, setPreview] = useState<BulkResult | ApiError>();
  const [result, setResult] = useState<BulkResult>();
  const [reason, setReason] = useState('');
  const [untested, setUntested] = useState(false);
  const [asked, setAsked] = useState(false);
  // The rows as they were when the dialog opened: what is previewed is what is done.
  const [fixed] = useState(rows);
  const order: BulkOrder = {
    action,
    items: fixed.map(({ decision_id, version, subject_digest }) => ({ decision_id, version, subject_digest })),
    ...(action === 'reject' ? { reason: reason.trim() === '' ? t('review.bulk.preview') : reason.trim() } : {}),
    ...(untested ? { untested } : {}),
  };
  const hasUntested = fixed.some(({ verdict }) => verdict === 'fixed_untested');
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when what is approved changes, not at every key
  useEffect(() => {
    void commands.bulk({ ...order, dry_run: true }).then(setPreview);
  }, [action, untested]);

  if (preview === undefined)
    return (
      <Loading>
        <SkeletonRows rows={Math.min(6, rows.length)} />
      </Loading>
    );
  if (preview instanceof ApiError) return <ErrorPanel error={preview} />;
  const results = new Map((result ?? preview).results.map((one) => [one.decision_id, one]));
  const possible = preview.results.filter(({ status }) => status !== 'refused').length;
  const submit = async () => {
    setAsked(true);
    if (action === 'reject' && reason.trim() === '') return;
    const outcome = await commands.bulk(order);
    if (outcome instanceof ApiError) return;
    setResult(outcome);
    onDone();
    if (outcome.results.every(({ status }) => status !== 'refused')) onClose();
  };
  return (
    <div className="grid gap-4 pb-4">
      <ul className="max-h-[40vh] divide-y divide-line overflow-y-auto rounded-lg border border-line">
        {fixed.map((row) => (
          <BulkLine key={row.decision_id} row={row} result={results.get(row.decision_id)} />
        ))}
      </ul>
      {result === undefined && (
        <>
          {action === 'approve' && hasUntested && (
            <label className="flex min-h-8 items-center gap-2 text-sm">
              <input
                type="checkbox"
                checked={untested}
                onChange={(event) => setUntested(event.target.checked)}
                className="size-4 accent-(--accent)"
              />
              {t('review.untested.tick')}
            </label>
          )}
          {action === 'reject' && (
            <CountedText
              label={t('review.reason.label')}
              hint={t('review.bulk.reason')}
              value={reason}
              onChange={setReason}
              longest={500}
              focused
              onSubmit={() => void submit()}
              error={asked && reason.trim() === '' ? t('review.reason.empty') : undefined}
            />
          )}
        </>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t('common.close')}</Button>
        {result === undefined && (
          <Button
            kind={action === 'approve' ? 'primary' : 'danger'}
            busy={commands.busy === 'bulk'}
            refusal={possible === 0 ? t('review.bulk.none') : undefined}
            onClick={() => void submit()}
          >
            {t(`review.bulk.${action}.submit`, { n: possible })}
          </Button>
        )}
      </div>
    </div>
  );
}

function BulkLine({ row, result }: { readonly row: QueueRow; readonly result: BulkItemResult | undefined }) {
  const { t, failed } = useI18n();
  const refused = result?.status === 'refused';
  const Icon = refused ? CircleSlash : CircleCheck;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-sm">
      <Icon aria-hidden className={refused ? 'size-4 text-critical' : 'size-4 text-accent'} />
      <span className="min-w-0 flex-1">
        <span className="font-medium break-all">{packageName(row.package)}</span>{' '}
        <VersionStep from={row.from} to={row.to} rung={row.rung} /> <span className="text-soft">{row.project}</span>
      </span>
      <span className={refused ? 'text-critical' : 'text-soft'}>
        {result === undefined
          ? ''
          : result.error === undefined
            ? t(`review.bulk.result.${result.status}`)
            : failed(result.error)}
      </span>
    </li>
  );
}
