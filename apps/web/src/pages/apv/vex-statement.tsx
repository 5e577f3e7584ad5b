import type { Finding } from '@maximus/contracts';
import { FilePenLine } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { CopyButton, RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';
import { useSession } from '../../session/use-session.ts';
import { AskDialog } from './ask-dialog.tsx';
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
        {vex.impact_statement !== undefined && (
          <p className="break-words text-soft">{inWords(vex.impact_statement, t)}</p>
        )}
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
      <p className="break-words text-soft">{inWords(draft.statement, t)}</p>
      <p className="text-xs text-soft">{t('vex.draft.means')}</p>
      <div className="flex flex-wrap items-center gap-3">
        {decision === undefined ? (
          <Button
            size="small"
            icon={<FilePenLine aria-hidden className="size-4" />}
            refusal={may ? undefined : t('common.needsRole', { role: t('vocabulary.role.reviewer') })}
            onClick={() => setAsks(true)}
          >
            {t('vex.ask')}
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
      <AskDialog open={asks} {...{ finding, draft }} onClose={() => setAsks(false)} onAsked={setDecision} />
    </section>
  );
}
