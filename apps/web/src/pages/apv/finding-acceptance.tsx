import type { Finding } from '@maximus/contracts';
import { Hourglass } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useSession } from '../../session/use-session.ts';
import { AskDialog } from './ask-dialog.tsx';

const settled: ReadonlySet<string> = new Set(['not_affected', 'accepted', 'resolved', 'retracted']);

/** The risk that somebody took with this finding and until when, or the way to ask for it. */
export function FindingAcceptance({ finding }: { readonly finding: Finding }) {
  const { t } = useI18n();
  const { roles } = useSession();
  const [asks, setAsks] = useState(false);
  const [decision, setDecision] = useState<string>();
  const { acceptance } = finding;
  if (acceptance !== undefined) {
    return (
      <section aria-label={t('accept.title')} className="grid gap-1">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="font-semibold">{t('accept.title')}</h3>
          <Badge icon={Hourglass}>
            {t('accept.until')} <RelativeTime time={acceptance.expires_at} />
          </Badge>
        </div>
        <p className="break-words text-soft">{acceptance.reason}</p>
      </section>
    );
  }
  if (settled.has(finding.status)) return null;
  if (decision !== undefined) {
    return (
      <Link
        to={`/review/${decision}`}
        data-acceptance-decision={decision}
        className="inline-flex min-h-8 items-center justify-self-start font-medium text-accent underline"
      >
        {t('accept.waits')}
      </Link>
    );
  }
  const may = roles.includes('reviewer') || roles.includes('operator');
  return (
    <div>
      <Button
        size="small"
        icon={<Hourglass aria-hidden className="size-4" />}
        refusal={may ? undefined : t('common.needsRole', { role: t('vocabulary.role.reviewer') })}
        onClick={() => setAsks(true)}
      >
        {t('accept.ask')}
      </Button>
      <AskDialog open={asks} finding={finding} onClose={() => setAsks(false)} onAsked={setDecision} />
    </div>
  );
}
