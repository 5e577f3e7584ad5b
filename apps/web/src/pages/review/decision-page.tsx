import { type DecisionDetail, decisionStates } from '@maximus/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useActions } from '../../actions/use-actions.tsx';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { Card } from '../../design/card.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { PriorityBadge, SeverityBadge } from '../../design/vocabulary-badges.tsx';
import { PagePart, useArrivalAtPart } from '../../entities/page-part.tsx';
import { packageName } from '../../entities/safe-names.ts';
import { StateHistory } from '../../entities/state-history.tsx';
import { VersionStep } from '../../entities/version-step.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';
import { useHITLWebSocket } from '../../live/use-hitl-web-socket.ts';
import { useViewers } from '../../live/use-viewers.ts';
import { useSession } from '../../session/use-session.ts';
import { deciderOf, waits } from './apply-update.ts';
import { ClaimPanel } from './claim-panel.tsx';
import { DecisionComments } from './decision-comments.tsx';
import { DecisionFacts } from './decision-facts.tsx';
import { DecisionImages } from './decision-images.tsx';
import { DecisionPanel } from './decision-panel.tsx';
import { heldIn, useUndoer } from './held-decision.ts';
import { PatchParts } from './patch-parts.tsx';
import { useRuleText } from './policy-state.tsx';
import { QueueNeighbours } from './queue-neighbours.tsx';
import { type ReviewDialog, type ReviewTarget, reviewActions } from './review-actions.ts';
import { ReviewDialogs } from './review-dialogs.tsx';
import { useOnline } from './use-online.ts';
import { useReviewCommands } from './use-review-commands.tsx';
import { decisionKey, useReviewRefresh } from './use-review-queue.ts';

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
              rung={query.data.patch_metadata.rung}
            />
            <span>{query.data.project}</span>
          </span>
        )
      }
      actions={<QueueNeighbours decisionId={decisionId} />}
    >
      <QueryView query={query}>
        {(decision) => <DecisionBody key={decision.decision_id} decision={decision} />}
      </QueryView>
    </Page>
  );
}

function nameOf({ patch_metadata: { package_name } }: DecisionDetail): string {
  return packageName(package_name);
}

function DecisionBody({ decision }: { readonly decision: DecisionDetail }) {
  const { t } = useI18n();
  const { roles, user, name } = useSession();
  const online = useOnline();
  const navigate = useNavigate();
  const commands = useReviewCommands();
  const ruleText = useRuleText();
  const undoer = useUndoer();
  const viewers = useViewers(decision.decision_id, true);
  const [comment, setComment] = useState('');
  const [untested, setUntested] = useState(false);
  const [dialog, setDialog] = useState<{ dialog: ReviewDialog; target: ReviewTarget }>();
  const { patch_metadata: metadata, wargaming_result: run, policy } = decision;
  const isUntested = run?.verdict === 'fixed_untested';
  const target: ReviewTarget = {
    decision_id: decision.decision_id,
    patch_id: decision.patch_id,
    subject_digest: decision.subject_digest,
    version: decision.version,
    title: `${packageName(metadata.package_name)} ${metadata.target_version ?? ''}`.trim(),
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
  // Also what was decided before this page was loaded, or by somebody else, or is shown here before the answer to its own request has come.
  const held = commands.held ?? heldIn(decision, target.title, undoer, Date.now());
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
    held,
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
    undo: () => void commands.undo(held),
    showDiff: () => show('diff'),
    showWhy: () => show('why'),
  });
  useActions(Object.values(actions));
  useArrivalAtPart();
  const personName = (id: string) =>
    id === user?.id ? name : decision.votes.find(({ user_id }) => user_id === id)?.user;

  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_25rem]">
      <div className="grid min-w-0 content-start gap-5">
        <Card className="p-4 text-sm sm:px-5">
          <p>
            <span className="font-semibold">{t('review.whyNow')}</span> {inWords(decision.why_now, t)}
          </p>
        </Card>
        {decision.subject.kind === 'patch' ? <PatchParts decision={decision} /> : <ClaimPanel decision={decision} />}
        <PagePart id="comments" title={t('review.comments')}>
          <DecisionComments comments={decision.comments} />
        </PagePart>
        <PagePart id="images" title={t('review.images')}>
          <DecisionImages decision={decision} />
        </PagePart>
        <PagePart id="history" title={t('review.history')}>
          <StateHistory
            history={decision.history}
            nameOf={(state) => {
              const known = decisionStates.find((one) => one === state);
              return known === undefined ? state : t(`review.decision.${known}`);
            }}
            nameOfPerson={personName}
          />
        </PagePart>
      </div>
      <div className="grid min-w-0 content-start gap-5 lg:sticky lg:top-19 lg:max-h-[calc(100dvh-6rem)] lg:self-start lg:overflow-y-auto">
        <PanelBoundary>
          <DecisionPanel
            {...{ decision, actions, commands, comment, untested, viewers }}
            onComment={setComment}
            onUntested={setUntested}
          />
        </PanelBoundary>
        <DecisionFacts decision={decision} nameOfPerson={personName} />
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
