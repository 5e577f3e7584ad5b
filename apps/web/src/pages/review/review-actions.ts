import type { DecisionState, Role, Verdict } from '@maximus/contracts';
import type { Action } from '../../actions/action-registry.ts';
import type { useI18n } from '../../i18n/i18n.tsx';
import { waits } from './apply-update.ts';
import type { HeldDecision } from './held-decision.ts';
import type { NamedDecision } from './use-review-commands.tsx';

/** What a command is about, with what decides whether it may be given. */
export interface ReviewTarget extends NamedDecision {
  readonly decision: DecisionState;
  readonly decidedBy?: string | undefined;
  readonly verdict?: Verdict | undefined;
  readonly snoozed: boolean;
  /** Why the policy forbids this person a vote; absent where it does not, or where only the server knows. */
  readonly forbidden?: string | undefined;
  /** Further reason against approving. */
  readonly notYet?: string | undefined;
}

/** Which dialog asks for more. */
export type ReviewDialog = 'reject' | 'escalate' | 'snooze' | 'comment' | 'cancel' | 'untested';

/** What the commands of review need of the page. */
export interface ReviewActionContext {
  readonly target: ReviewTarget | undefined;
  readonly roles: readonly Role[];
  readonly online: boolean;
  readonly held: HeldDecision | undefined;
  approve(target: ReviewTarget): void;
  ask(dialog: ReviewDialog, target: ReviewTarget): void;
  unsnooze(target: ReviewTarget): void;
  undo(): void;
  showDiff?(target: ReviewTarget): void;
  showWhy?(target: ReviewTarget): void;
}

/** Every command of one decision: keys, buttons, menus, palette and help are made from these (dashboard.md §4). */
export function reviewActions(t: ReturnType<typeof useI18n>['t'], context: ReviewActionContext) {
  const { target, roles, online, held } = context;
  const role = (needed: Role) =>
    roles.includes(needed) ? undefined : t('common.needsRole', { role: t(`vocabulary.role.${needed}`) });
  const open = () => {
    if (target === undefined) return t('review.refuse.none');
    if (!online) return t('review.refuse.offline');
    if (waits(target.decision)) return undefined;
    return t('review.refuse.decided', {
      how: t(`review.decision.${target.decision}`),
      who: target.decidedBy ?? t('review.somebody'),
    });
  };
  const first = (...reasons: readonly (string | undefined)[]) => reasons.find((reason) => reason !== undefined) ?? true;
  const withTarget = (run: (target: ReviewTarget) => void) => () => {
    if (target !== undefined) run(target);
  };
  const action = (id: string, keys: string | undefined, rest: Omit<Action, 'id' | 'keys' | 'scope'>): Action => ({
    id: `review.${id}`,
    scope: 'page',
    ...(keys === undefined ? {} : { keys: [keys] }),
    ...rest,
  });
  const vote = () => first(role('reviewer'), open(), target?.forbidden);
  return {
    approve: action('approve', 'a', {
      title: t('review.approve'),
      available: () => first(role('reviewer'), open(), target?.forbidden, target?.notYet),
      run: withTarget((one) =>
        one.verdict === 'fixed_untested' ? context.ask('untested', one) : context.approve(one),
      ),
    }),
    reject: action('reject', 'd', {
      title: t('review.decline'),
      danger: true,
      available: vote,
      run: withTarget((one) => context.ask('reject', one)),
    }),
    escalate: action('escalate', 'e', {
      title: t('review.escalate'),
      available: () =>
        first(role('reviewer'), open(), target?.decision === 'escalated' ? t('review.refuse.escalated') : undefined),
      run: withTarget((one) => context.ask('escalate', one)),
    }),
    snooze: action('snooze', 's', {
      title: t(target?.snoozed === true ? 'review.unsnooze' : 'review.snooze'),
      available: () => first(role('reviewer'), open()),
      run: withTarget((one) => (one.snoozed ? context.unsnooze(one) : context.ask('snooze', one))),
    }),
    comment: action('comment', 'c', {
      title: t('review.comment'),
      available: () =>
        first(
          role('reviewer'),
          target === undefined ? t('review.refuse.none') : undefined,
          online ? undefined : t('review.refuse.offline'),
        ),
      run: withTarget((one) => context.ask('comment', one)),
    }),
    undo: action('undo', 'u', {
      title: held === undefined ? t('review.undo') : t('review.undo.what', { title: held.title }),
      available: () => (held === undefined ? t('review.refuse.nothingHeld') : true),
      run: () => context.undo(),
    }),
    diff: action('diff', 'v', {
      title: t('review.showDiff'),
      available: () => (target === undefined ? t('review.refuse.none') : true),
      run: withTarget((one) => context.showDiff?.(one)),
    }),
    why: action('why', 'w', {
      title: t('review.showWhy'),
      available: () => (target === undefined ? t('review.refuse.none') : true),
      run: withTarget((one) => context.showWhy?.(one)),
    }),
    cancel: action('cancel', undefined, {
      title: t('review.cancel'),
      danger: true,
      available: () => first(role('operator'), open()),
      run: withTarget((one) => context.ask('cancel', one)),
    }),
  };
}

/** The commands of one decision by name. */
export type ReviewActions = ReturnType<typeof reviewActions>;
