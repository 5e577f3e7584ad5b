import type { Finding } from '@maximus/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FilePenLine } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { ApiError, bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { CopyButton, RelativeTime } from '../../design/texts.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useSession } from '../../session/use-session.ts';
import { CountedText } from '../review/review-dialogs.tsx';
import { type VexDraft, vexDraftOf } from './vex-draft.ts';

/** What was stated about a finding in OpenVEX's words, or the draft that a person may sign and another approves. */
export function VexStatement({ finding }: { readonly finding: Finding }) {
  const { t } = useI18n();
  const { vex } = finding;
  if (vex !== undefined) {
    return (
      <section aria-label={t('vex.title')} className="grid gap-1" data-vex="stated">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="font-semibold">{t('vex.title')}</h3>
          <Badge tone="good">{t(`vex.status.${vex.status}`)}</Badge>
          <span className="text-xs text-faint">
            <RelativeTime time={vex.decided_at} />
          </span>
        </div>
        {vex.justification !== undefined && <p>{t(`vex.justification.${vex.justification}`)}</p>}
        {vex.impact_statement !== undefined && <p className="break-words text-soft">{vex.impact_statement}</p>}
      </section>
    );
  }
  const draft = vexDraftOf(finding);
  return draft === undefined ? null : <Draft finding={finding} draft={draft} />;
}

function Draft({ finding, draft }: { readonly finding: Finding; readonly draft: VexDraft }) {
  const { t } = useI18n();
  const { roles } = useSession();
  const [asks, setAsks] = useState(false);
  const [decision, setDecision] = useState<string>();
  const may = roles.includes('reviewer') || roles.includes('operator');
  return (
    <section aria-label={t('vex.draft')} className="grid gap-2" data-vex="draft">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">{t('vex.draft')}</h3>
        <Badge tone="neutral">{t('vex.status.not_affected')}</Badge>
      </div>
      <p>{t(`vex.justification.${draft.justification}`)}</p>
      <p className="break-words text-soft">{draft.statement}</p>
      <p className="text-xs text-soft">{t('vex.draft.means')}</p>
      <div className="flex flex-wrap items-center gap-3">
        {decision === undefined ? (
          <Button
            size="small"
            icon={<FilePenLine aria-hidden className="size-4" />}
            refusal={may ? undefined : t('common.needsRole', { role: t('vocabulary.role.reviewer') })}
            onClick={() => setAsks(true)}
          >
            {t('vex.sign')}
          </Button>
        ) : (
          <Link
            to={`/review/${decision}`}
            className="inline-flex min-h-8 items-center font-medium text-accent underline"
            data-vex-decision={decision}
          >
            {t('vex.waits')}
          </Link>
        )}
      </div>
      <details>
        <summary className="min-h-6 text-xs text-soft">{t('vex.document')}</summary>
        <div className="mt-1 flex items-start gap-2 rounded-lg border border-line bg-card p-2">
          <pre className="min-w-0 flex-1 text-xs break-all whitespace-pre-wrap">{draft.document}</pre>
          <CopyButton text={draft.document} label={t('common.copy', { what: t('vex.document') })} />
        </div>
      </details>
      <SignDialog open={asks} {...{ finding, draft }} onClose={() => setAsks(false)} onSigned={setDecision} />
    </section>
  );
}

interface SignDialogProps {
  readonly open: boolean;
  readonly finding: Finding;
  readonly draft: VexDraft;
  readonly onClose: () => void;
  /** With the id of the decision that now waits. */
  readonly onSigned: (decision: string) => void;
}

function SignDialog({ open, finding, draft, onClose, onSigned }: SignDialogProps) {
  const { t } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const sign = useMutation({
    mutationFn: () =>
      bodyOf(
        api.requestAcceptance({
          body: {
            kind: 'vex',
            apv: finding.apv_id,
            scope: 'finding',
            finding_id: finding.id,
            reason: reason.trim(),
            justification: draft.justification,
            impact_statement: draft.statement.slice(0, 1_000),
          },
        }),
      ),
    onSuccess: ({ decision_id: decision }) => {
      void queries.invalidateQueries({ queryKey: ['finding', finding.id] });
      onSigned(decision);
      onClose();
      toast({ tone: 'good', title: t('vex.sign.done') });
    },
  });
  const missing = asked && reason.trim() === '' ? t('review.reason.empty') : undefined;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('vex.sign')}
      description={`${finding.primary_id} · ${finding.package} · ${finding.project_slug}`}
    >
      <form
        noValidate
        className="grid gap-4 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (reason.trim() !== '') sign.mutate();
        }}
      >
        <p className="text-sm">{t(`vex.justification.${draft.justification}`)}</p>
        <CountedText
          label={t('vex.sign.reason')}
          hint={t('vex.sign.hint')}
          value={reason}
          onChange={setReason}
          longest={500}
          focused
          error={missing ?? (sign.error instanceof ApiError ? sign.error.message : undefined)}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t('common.close')}</Button>
          <Button kind="primary" type="submit" busy={sign.isPending}>
            {t('vex.sign')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
