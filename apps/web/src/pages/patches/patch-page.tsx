import { type PatchDetail, patchStatuses } from '@maximus/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ExternalLink, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { ActionButton } from '../../actions/action-button.tsx';
import type { Action } from '../../actions/action-registry.ts';
import { useActions } from '../../actions/use-actions.tsx';
import { ApiError, bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Page } from '../../app/page.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Card, Panel } from '../../design/card.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText, Facts, RelativeTime } from '../../design/texts.tsx';
import { useToast } from '../../design/toast.tsx';
import { PriorityBadge, SeverityBadge, StatusBadge, VerdictBadge } from '../../design/vocabulary-badges.tsx';
import { DiffViewer } from '../../entities/diff/diff-viewer.tsx';
import { EvidenceById } from '../../entities/evidence-loader.tsx';
import { LadderView } from '../../entities/ladder-view.tsx';
import { PackageChanges } from '../../entities/package-changes.tsx';
import { PagePart, useArrivalAtPart } from '../../entities/page-part.tsx';
import { PatchStepper } from '../../entities/patch-stepper.tsx';
import { packageName, webAddress } from '../../entities/safe-names.ts';
import { StateHistory } from '../../entities/state-history.tsx';
import { VersionStep } from '../../entities/version-step.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';
import { useChannel } from '../../live/use-channel.ts';
import { useSession } from '../../session/use-session.ts';
import { CountedText } from '../review/review-dialogs.tsx';
import { BreakingChanges } from './breaking-changes.tsx';
import { DeliveryPanel } from './delivery-panel.tsx';
import { usePatchRefresh } from './use-patch-refresh.ts';

/** `/patches/:id`: one remedy from plan to verified, with everything that speaks for and against it. */
export function Component() {
  const { id = '' } = useParams();
  const { t } = useI18n();
  const { api } = useServices();
  const query = useQuery({
    queryKey: ['patches', 'one', id],
    queryFn: ({ signal }) => bodyOf(api.getPatch({ params: { id } }, { signal })),
  });
  const refresh = usePatchRefresh();
  useChannel('adaptive-immunity', {
    message: ({ type, data }) => type === 'patch' && data['id'] === query.data?.id && refresh(),
    resync: refresh,
    poll: (kind) => kind === 'list' && refresh(),
  });
  const patch = query.data;
  return (
    <Page
      title={patch === undefined ? t('patches.one') : packageName(patch.package)}
      back={{ to: '/patches', title: t('patches.title') }}
      description={
        patch && (
          <span className="flex flex-wrap items-center gap-2 pt-1">
            <StatusBadge status={patch.status} />
            <PriorityBadge priority={patch.priority} />
            <SeverityBadge severity={patch.severity} />
            <VersionStep from={patch.from} to={patch.to} rung={patch.rung} />
            <Link
              to={`/projects/${patch.project_id}`}
              className="inline-flex min-h-6 items-center text-accent underline"
            >
              {patch.project}
            </Link>
            <CodeText>{patch.code}</CodeText>
          </span>
        )
      }
    >
      <QueryView query={query}>{(data) => <PatchBody patch={data} />}</QueryView>
    </Page>
  );
}

const rollable: ReadonlySet<string> = new Set(['delivered', 'merged', 'verified', 'verification_failed']);
const cancellable: ReadonlySet<string> = new Set(['planned', 'generated', 'validating', 'validated', 'pending_review']);

function PatchBody({ patch }: { readonly patch: PatchDetail }) {
  const { t } = useI18n();
  const { roles } = useSession();
  const [asks, setAsks] = useState<'rollback' | 'cancel' | 'revalidate'>();
  const role = roles.includes('operator') ? undefined : t('common.needsRole', { role: t('vocabulary.role.operator') });
  const state = (fits: boolean, words: string) => role ?? (fits ? true : words);
  const actions: Record<'rollback' | 'revalidate' | 'cancel', Action> = {
    rollback: {
      id: 'patch.rollback',
      title: t('patches.rollback'),
      scope: 'page',
      danger: true,
      available: () => state(rollable.has(patch.status), t('patches.rollback.notYet')),
      run: () => setAsks('rollback'),
    },
    revalidate: {
      id: 'patch.revalidate',
      title: t('patches.revalidate'),
      scope: 'page',
      available: () => role ?? true,
      run: () => setAsks('revalidate'),
    },
    cancel: {
      id: 'patch.cancel',
      title: t('patches.cancel'),
      scope: 'page',
      danger: true,
      available: () => state(cancellable.has(patch.status), t('patches.cancel.late')),
      run: () => setAsks('cancel'),
    },
  };
  useActions(Object.values(actions));
  useArrivalAtPart();
  const pullRequest = webAddress(patch.pr_url);
  const statusName = (status: string) => {
    const known = patchStatuses.find((one) => one === status);
    return known === undefined ? status : t(`vocabulary.status.${known}`);
  };
  const validated = patch.evidence.find(({ id }) => id === patch.evidence_id) ?? patch.evidence.at(-1);
  return (
    <div className="grid gap-5">
      <Card className="grid gap-3 p-4 sm:p-5">
        <PatchStepper status={patch.status} timings={patch.timings} />
        {patch.decision_id !== undefined && patch.status === 'pending_review' ? (
          <Link
            to={`/review/${patch.decision_id}`}
            className="inline-flex min-h-10 items-center justify-self-start rounded-lg bg-accent px-4 text-sm font-medium text-on-accent hover:bg-accent-hover"
          >
            {t('patches.review')}
          </Link>
        ) : (
          patch.status_reason !== undefined && (
            <p className="text-sm break-words text-soft">{inWords(patch.status_reason, t)}</p>
          )
        )}
      </Card>
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 content-start gap-5">
          <PagePart
            id="evidence"
            title={t('evidence.title')}
            beside={validated === undefined ? <VerdictBadge verdict={patch.verdict} /> : undefined}
          >
            <EvidenceById id={patch.evidence_id ?? validated?.id} digest={patch.evidence_digest ?? validated?.digest} />
          </PagePart>
          {patch.breaking_change_report !== undefined && (
            <PagePart id="breaking" title={t('breaking.title')}>
              <BreakingChanges report={patch.breaking_change_report} />
            </PagePart>
          )}
          {patch.package_changes.length > 0 && (
            <Panel title={t('changes.title')} flush>
              <PackageChanges changes={patch.package_changes} />
            </Panel>
          )}
          <PagePart id="diff" title={t('diff.title')}>
            <DiffViewer patch={patch} />
          </PagePart>
        </div>
        <div className="grid min-w-0 content-start gap-5">
          <PagePart id="rollback" title={t('delivery.title')}>
            <div className="grid gap-3">
              {pullRequest !== undefined && (
                <a
                  href={pullRequest}
                  target="_blank"
                  rel="noreferrer"
                  className="inline-flex min-h-8 items-center gap-1.5 text-sm font-semibold text-accent underline"
                >
                  {t('patch.pullRequest')} {patch.pr_number === undefined ? '' : `#${patch.pr_number}`}
                  <ExternalLink aria-hidden className="size-4" />
                </a>
              )}
              <DeliveryPanel delivery={patch.delivery} branch={patch.branch_name} commit={patch.commit_sha} />
              <div className="flex flex-wrap gap-2 border-t border-line pt-3">
                <ActionButton
                  action={actions.rollback}
                  kind="danger"
                  size="small"
                  icon={<RotateCcw aria-hidden className="size-4" />}
                />
                <ActionButton action={actions.revalidate} size="small" />
                <ActionButton action={actions.cancel} size="small" kind="quiet" />
              </div>
            </div>
          </PagePart>
          <PagePart id="why" title={t('ladder.title')}>
            <LadderView attempts={patch.attempts} rung={patch.rung} />
          </PagePart>
          <PagePart id="facts" title={t('patches.facts')}>
            <Facts
              facts={[
                [t('patches.fact.apvs'), patch.apv_ids.length === 0 ? '–' : <Apvs key="apvs" patch={patch} />],
                [t('patches.fact.kind'), <Badge key="kind">{t(`patches.kind.${patch.kind}`)}</Badge>],
                ...(patch.campaign_id === undefined
                  ? []
                  : ([
                      [
                        t('patches.fact.campaign'),
                        <Link
                          key="campaign"
                          to={`/patches?campaign=${encodeURIComponent(patch.campaign_id)}`}
                          className="text-accent underline"
                        >
                          {t('patches.campaign.others')}
                        </Link>,
                      ],
                    ] as const)),
                [
                  t('patches.fact.base'),
                  <CodeText key="base">{patch.base_commit === '' ? '–' : patch.base_commit.slice(0, 12)}</CodeText>,
                ],
                [t('patches.fact.lock'), <CodeText key="lock">{patch.lock_file}</CodeText>],
                [t('patches.fact.manager'), patch.package_manager],
                [t('patches.fact.digest'), <CodeText key="digest">{patch.digest.slice(0, 16)}</CodeText>],
                [t('review.fact.correlation'), <CodeText key="correlation">{patch.correlation_id}</CodeText>],
              ]}
            />
          </PagePart>
          {patch.evidence.length > 1 && (
            <PagePart id="runs" title={t('patches.runs')}>
              <ul className="grid gap-2 text-sm">
                {patch.evidence.map((one) => (
                  <li key={one.id} className="flex flex-wrap items-center gap-2">
                    <VerdictBadge verdict={one.verdict} />
                    <span className="text-soft">{t(`patches.run.${one.purpose}`)}</span>
                    <RelativeTime time={one.sealed_at} />
                  </li>
                ))}
              </ul>
            </PagePart>
          )}
          <PagePart id="history" title={t('review.history')}>
            <StateHistory history={patch.history} nameOf={statusName} />
          </PagePart>
        </div>
      </div>
      <PatchDialog patch={patch} asks={asks} onClose={() => setAsks(undefined)} />
    </div>
  );
}

function Apvs({ patch }: { readonly patch: PatchDetail }) {
  return (
    <ul>
      {patch.apv_ids.map((apv, at) => (
        <li key={apv}>
          <Link to={`/adaptive-immunity/apvs/${apv}`} className="text-accent underline">
            <CodeText>{patch.primary_ids[at] ?? apv}</CodeText>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function PatchDialog({
  patch,
  asks,
  onClose,
}: {
  readonly patch: PatchDetail;
  readonly asks: 'rollback' | 'cancel' | 'revalidate' | undefined;
  readonly onClose: () => void;
}) {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const work = useMutation({
    mutationFn: async (kind: NonNullable<typeof asks>) => {
      const input = { params: { id: patch.id }, body: reason.trim() === '' ? {} : { reason: reason.trim() } };
      if (kind === 'rollback') return bodyOf(api.rollBackPatch(input));
      if (kind === 'cancel') return bodyOf(api.cancelPatch(input));
      return bodyOf(api.revalidatePatch(input));
    },
    onSuccess: (made, kind) => {
      void queries.invalidateQueries({ queryKey: ['patches'] });
      onClose();
      toast({ tone: 'good', title: t(`patches.${kind}.done`) });
      if (made.id !== patch.id) void navigate(`/patches/${made.id}`);
    },
  });
  return (
    <Dialog
      open={asks !== undefined}
      onOpenChange={(next) => !next && onClose()}
      title={asks === undefined ? '' : t(`patches.${asks}`)}
      description={asks === undefined ? undefined : t(`patches.${asks}.means`)}
    >
      {asks !== undefined && (
        <form
          className="grid gap-4 pb-4"
          onSubmit={(event) => {
            event.preventDefault();
            work.mutate(asks);
          }}
        >
          <CountedText
            label={t('patches.reason')}
            value={reason}
            onChange={setReason}
            longest={500}
            focused
            error={work.error instanceof ApiError ? failed(work.error) : undefined}
          />
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{t('common.close')}</Button>
            <Button kind={asks === 'revalidate' ? 'primary' : 'danger'} type="submit" busy={work.isPending}>
              {t(`patches.${asks}`)}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
