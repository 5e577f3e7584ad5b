import { type DecisionDetail, decisionStates, type PendingPatch } from '@maximus/contracts';
import { type InfiniteData, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { useActions } from '../../actions/use-actions.tsx';
import type { QueuePage } from '../../api/hitl-api.ts';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { IconButton } from '../../design/button.tsx';
import { Card, Panel } from '../../design/card.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText, CopyButton, Facts, RelativeTime } from '../../design/texts.tsx';
import { PriorityBadge, SeverityBadge, VerdictBadge } from '../../design/vocabulary-badges.tsx';
import { DiffViewer } from '../../entities/diff/diff-viewer.tsx';
import { EvidenceById } from '../../entities/evidence-loader.tsx';
import { LadderView } from '../../entities/ladder-view.tsx';
import { PackageChanges } from '../../entities/package-changes.tsx';
import { StateHistory } from '../../entities/state-history.tsx';
import { VersionStep } from '../../entities/version-step.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useHITLWebSocket } from '../../live/use-hitl-web-socket.ts';
import { useViewers } from '../../live/use-viewers.ts';
import { useSession } from '../../session/use-session.ts';
import { deciderOf, waits } from './apply-update.ts';
import { stepFrom } from './arrange-queue.ts';
import { DecisionComments } from './decision-comments.tsx';
import { DecisionPanel } from './decision-panel.tsx';
import { decisionAddress } from './pending-patch-card.tsx';
import { useRuleText } from './policy-state.tsx';
import { type ReviewDialog, type ReviewTarget, reviewActions } from './review-actions.ts';
import { ReviewDialogs } from './review-dialogs.tsx';
import { useOnline } from './use-online.ts';
import { useReviewCommands } from './use-review-commands.tsx';
import { decisionKey, queueKey, useReviewRefresh } from './use-review-queue.ts';

/** `/review/:decisionId`: the evidence first, then the change, and the buttons last. */
export function Component() {
  const { decisionId = '' } = useParams();
  const { t } = useI18n();
  const { hitlApi } = useServices();
  const queries = useQueryClient();
  const refresh = useReviewRefresh();
  const query = useQuery({
    queryKey: decisionKey(decisionId),
    queryFn: ({ signal }) => hitlApi.decision(decisionId, signal),
  });
  const reload = () => void queries.invalidateQueries({ queryKey: decisionKey(decisionId) });
  useHITLWebSocket({
    onDecisionUpdate: (update) => refresh(update.decision_id),
    onNewPatch: () => refresh(),
    onResync: reload,
    onPoll: (kind) => kind === 'list' && reload(),
  });
  const title = query.data === undefined ? t('review.one') : nameOf(query.data);
  return (
    <Page
      title={title}
      back={{ to: '/review', title: t('review.title') }}
      description={
        query.data && (
          <span className="flex flex-wrap items-center gap-2 pt-1">
            <PriorityBadge priority={query.data.priority} />
            <SeverityBadge severity={query.data.patch_metadata.severity} score={query.data.patch_metadata.cvss_score} />
            <VersionStep
              from={query.data.patch_metadata.current_version}
              to={query.data.patch_metadata.target_version}
            />
            <span>{query.data.project}</span>
          </span>
        )
      }
      actions={<Neighbours decisionId={decisionId} />}
    >
      <QueryView query={query}>
        {(decision) => <DecisionBody key={decision.decision_id} decision={decision} />}
      </QueryView>
    </Page>
  );
}

function nameOf({ patch_metadata: { package_name } }: DecisionDetail): string {
  return package_name;
}

/** Steps through the queue in its own order, by buttons and by `j` and `k`. */
function Neighbours({ decisionId }: { readonly decisionId: string }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const pages = queries.getQueriesData<InfiniteData<QueuePage>>({ queryKey: queueKey });
  const rows: readonly PendingPatch[] = pages.at(-1)?.[1]?.pages.flatMap(({ items }) => items) ?? [];
  const ids = rows.map(({ decision_id }) => decision_id as string);
  const go = (step: 1 | -1) => () => {
    const next = stepFrom(ids, decisionId, step);
    if (next !== undefined) void navigate(decisionAddress(next));
  };
  const available = (step: 1 | -1) => () =>
    stepFrom(ids, decisionId, step) === undefined ? t('review.refuse.noMore') : (true as const);
  useActions([
    { id: 'queue.next', title: t('review.next'), keys: ['j'], scope: 'page', available: available(1), run: go(1) },
    {
      id: 'queue.previous',
      title: t('review.previous'),
      keys: ['k'],
      scope: 'page',
      available: available(-1),
      run: go(-1),
    },
    {
      id: 'queue.back',
      title: t('review.close'),
      keys: ['Escape'],
      scope: 'page',
      available: () => true,
      run: () => void navigate('/review'),
    },
  ]);
  if (ids.length < 2) return null;
  return (
    <>
      <IconButton label={t('review.previous')} onClick={go(-1)} aria-disabled={available(-1)() !== true}>
        <ChevronLeft aria-hidden className="size-5" />
      </IconButton>
      <IconButton label={t('review.next')} onClick={go(1)} aria-disabled={available(1)() !== true}>
        <ChevronRight aria-hidden className="size-5" />
      </IconButton>
    </>
  );
}

function DecisionBody({ decision }: { readonly decision: DecisionDetail }) {
  const { t } = useI18n();
  const { roles, user, name } = useSession();
  const online = useOnline();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const commands = useReviewCommands();
  const ruleText = useRuleText();
  const viewers = useViewers(decision.decision_id, true);
  const [comment, setComment] = useState('');
  const [untested, setUntested] = useState(false);
  const [dialog, setDialog] = useState<{ dialog: ReviewDialog; target: ReviewTarget }>();
  const { patch, patch_metadata: metadata, wargaming_result: run, policy } = decision;
  const isUntested = run?.verdict === 'fixed_untested';
  const target: ReviewTarget = {
    decision_id: decision.decision_id,
    patch_id: decision.patch_id,
    subject_digest: decision.subject_digest,
    version: decision.version,
    title: `${metadata.package_name} ${metadata.target_version ?? ''}`.trim(),
    decision: decision.decision,
    decidedBy: deciderOf(decision),
    snoozed: decision.snooze !== undefined,
    forbidden: policy.you.allowed
      ? undefined
      : policy.you.reasons
          .filter(({ holds }) => !holds)
          .map(ruleText)
          .join(' '),
    notYet: isUntested && !untested ? t('review.refuse.untested') : undefined,
  };
  const words = comment.trim();
  const show = (id: string) => {
    void navigate(`#${id}`, { replace: true });
    const part = document.getElementById(id);
    part?.scrollIntoView({ block: 'start' });
    part?.focus({ preventScroll: true });
  };
  const actions = reviewActions(t, {
    target,
    roles,
    online,
    held: commands.held,
    approve: (one) =>
      void commands
        .approve(one, { ...(words === '' ? {} : { comment: words }), ...(isUntested ? { untested } : {}) })
        .then((outcome) => {
          if (outcome === true) setComment('');
        }),
    ask: (asked, one) => {
      if (asked === 'comment' && words !== '') {
        void commands.comment(one, words).then((outcome) => {
          if (outcome === true) setComment('');
        });
      } else setDialog({ dialog: asked, target: one });
    },
    unsnooze: (one) => void commands.snooze(one, undefined),
    undo: () => void commands.undo(),
    showDiff: () => show('diff'),
    showWhy: () => show('why'),
  });
  useActions(Object.values(actions));
  const arrived = useRef(false);
  useEffect(() => {
    if (arrived.current || hash === '') return;
    arrived.current = true;
    document.getElementById(hash.slice(1))?.scrollIntoView({ block: 'start' });
  }, [hash]);
  const personName = (id: string) =>
    id === user?.id ? name : decision.votes.find(({ user_id }) => user_id === id)?.user;

  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_25rem]">
      <div className="grid min-w-0 content-start gap-5">
        <Card className="p-4 text-sm sm:px-5">
          <p>
            <span className="font-semibold">{t('review.whyNow')}</span> {decision.why_now}
          </p>
        </Card>
        {decision.subject.kind === 'patch' ? (
          <PatchParts decision={decision} />
        ) : (
          <Panel title={t(`review.subject.${decision.subject.kind}`)}>
            <p className="text-sm text-soft">{t('review.noPatch')}</p>
          </Panel>
        )}
        <Part id="comments" title={t('review.comments')}>
          <DecisionComments comments={decision.comments} />
        </Part>
        <Part id="history" title={t('review.history')}>
          <StateHistory
            history={decision.history}
            nameOf={(state) => {
              const known = decisionStates.find((one) => one === state);
              return known === undefined ? state : t(`review.decision.${known}`);
            }}
            nameOfPerson={personName}
          />
        </Part>
      </div>
      <div className="grid min-w-0 content-start gap-5 lg:sticky lg:top-19 lg:max-h-[calc(100dvh-6rem)] lg:self-start lg:overflow-y-auto">
        <PanelBoundary>
          <DecisionPanel
            {...{ decision, actions, commands, comment, untested, viewers }}
            onComment={setComment}
            onUntested={setUntested}
          />
        </PanelBoundary>
        <Card className="p-4 sm:p-5">
          <Facts
            facts={[
              [
                t('review.fact.apv'),
                decision.apv_ids[0] === undefined ? (
                  '–'
                ) : (
                  <Link
                    key="apv"
                    to={`/adaptive-immunity/apvs/${decision.apv_ids[0]}`}
                    className="text-accent underline"
                  >
                    <CodeText>{metadata.cve_id ?? metadata.apv_id}</CodeText>
                  </Link>
                ),
              ],
              [
                t('review.fact.patch'),
                patch === undefined ? (
                  '–'
                ) : (
                  <Link key="patch" to={`/patches/${patch.id}`} className="text-accent underline">
                    <CodeText>{patch.code}</CodeText>
                  </Link>
                ),
              ],
              [t('review.fact.rung'), t(`vocabulary.rung.${metadata.rung}`)],
              [t('review.fact.size'), t('patch.lines', { n: metadata.patch_size_lines })],
              [
                t('review.fact.author'),
                decision.author.startsWith('system:')
                  ? 'Maximus'
                  : (personName(decision.author) ?? <CodeText key="author">{decision.author}</CodeText>),
              ],
              [t('review.fact.opened'), <RelativeTime key="opened" time={decision.created_at} />],
              [
                t('review.fact.digest'),
                <span key="digest" className="flex items-center gap-1">
                  <CodeText>{decision.subject_digest.slice(0, 16)}</CodeText>
                  <CopyButton
                    text={decision.subject_digest}
                    label={t('common.copy', { what: t('review.fact.digest') })}
                  />
                </span>,
              ],
              [t('review.fact.correlation'), <CodeText key="correlation">{decision.correlation_id}</CodeText>],
            ]}
          />
        </Card>
      </div>
      <ReviewDialogs open={dialog} onClose={() => setDialog(undefined)} commands={commands} />
      <span className="sr-only" role="status">
        {waits(decision.decision)
          ? ''
          : t('review.settled.short', {
              how: t(`review.decision.${decision.decision}`),
              who: deciderOf(decision) ?? t('review.somebody'),
            })}
      </span>
    </div>
  );
}

/** What speaks for and against a patch: evidence first, then the change, then why this one. */
function PatchParts({ decision: { patch, wargaming_result: run } }: { readonly decision: DecisionDetail }) {
  const { t } = useI18n();
  return (
    <>
      <Part
        id="evidence"
        title={t('evidence.title')}
        beside={run === undefined ? <VerdictBadge verdict={undefined} /> : undefined}
      >
        <EvidenceById id={run?.evidence_id ?? patch?.evidence_id} digest={patch?.evidence_digest} />
      </Part>
      {patch !== undefined && patch.package_changes.length > 0 && (
        <Panel title={t('changes.title')} flush>
          <PackageChanges changes={patch.package_changes} />
        </Panel>
      )}
      <Part id="diff" title={t('diff.title')}>
        {patch === undefined ? (
          <p className="text-sm text-soft">{t('review.noPatch')}</p>
        ) : (
          <DiffViewer patch={patch} />
        )}
      </Part>
      <Part id="why" title={t('ladder.title')}>
        {patch === undefined ? (
          <p className="text-sm text-soft">{t('review.noPatch')}</p>
        ) : (
          <LadderView attempts={patch.attempts} />
        )}
      </Part>
    </>
  );
}

function Part({
  id,
  title,
  beside,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div id={id} tabIndex={-1} className="scroll-mt-20 outline-none">
      <Panel title={title} beside={beside}>
        <PanelBoundary>{children}</PanelBoundary>
      </Panel>
    </div>
  );
}
