import { CloudOff, Inbox, Plus, ShieldQuestionMark, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../api/failures.ts';
import { Page } from '../../app/page.tsx';
import { Sparkline } from '../../charts/sparkline.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { ConnectionIndicator } from '../../design/connection-indicator.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/fields.tsx';
import { Banner, EmptyState, ErrorPanel } from '../../design/messages.tsx';
import { Skeleton } from '../../design/skeleton.tsx';
import { StatCard } from '../../design/stat-card.tsx';
import { CodeText, KeyCap } from '../../design/texts.tsx';
import { useToast } from '../../design/toast.tsx';
import {
  CheckStateBadge,
  PriorityBadge,
  SeverityBadge,
  StatusBadge,
  VerdictBadge,
} from '../../design/vocabulary-badges.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { ColourTable } from './colour-table.tsx';

const states = ['idle', 'connecting', 'connected', 'reconnecting', 'fallback', 'disconnected', 'error'] as const;
const problem = (status: number, code: string, detail: string) =>
  new ApiError({
    kind: 'problem',
    status,
    problem: {
      type: '',
      title: '',
      status,
      detail,
      instance: '',
      code,
      correlation_id: 'evt_01m8pmgdche00bjns7z4zxg2qk',
    },
  });

/** The design system: colours with their contrast, type, components, states. Judged here before it is used elsewhere. */
export function Component() {
  const { t } = useI18n();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  return (
    <Page title={t('nav.design')} description={t('design.description')}>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Panel title={t('design.colours')}>
          <ColourTable />
        </Panel>
        <div className="grid gap-4">
          <Panel title={t('design.type')}>
            <div className="grid gap-2">
              <p className="text-[1.6rem] leading-9 font-semibold tracking-tight">{t('design.sample')}</p>
              <p className="text-lg font-semibold">{t('design.sample')}</p>
              <p>{t('design.sample')}</p>
              <p className="text-sm text-soft">{t('design.sample')}</p>
              <p className="text-xs text-faint">{t('design.sample')}</p>
              <p>
                <CodeText>pkg:npm/%40scope/name@1.2.3 CVE-2021-44906 0O 1lI</CodeText>
              </p>
              <p className="text-3xl font-semibold numbers">0123456789</p>
            </div>
          </Panel>
          <Panel title={t('design.words')}>
            <div className="grid gap-3">
              <Row>
                {(['critical', 'high', 'medium', 'low', 'none', 'unknown'] as const).map((one) => (
                  <SeverityBadge key={one} severity={one} />
                ))}
              </Row>
              <Row>
                {(['critical', 'high', 'medium', 'low'] as const).map((one) => (
                  <PriorityBadge key={one} labelled priority={one} />
                ))}
              </Row>
              <Row>
                {(['ok', 'stale', 'incomplete', 'unknown'] as const).map((one) => (
                  <CheckStateBadge key={one} state={one} />
                ))}
              </Row>
              <Row>
                {(
                  [
                    'detected',
                    'confirmed',
                    'remediating',
                    'verifying',
                    'could_not_check',
                    'accepted',
                    'resolved',
                    'pending_review',
                    'failed',
                  ] as const
                ).map((one) => (
                  <StatusBadge key={one} status={one} />
                ))}
              </Row>
              <Row>
                {(
                  [
                    'proven',
                    'fixed',
                    'fixed_untested',
                    'mitigated',
                    'inconclusive',
                    'not_fixed',
                    'introduces',
                    'breaks',
                    undefined,
                  ] as const
                ).map((one) => (
                  <VerdictBadge key={one ?? 'none'} verdict={one} />
                ))}
              </Row>
            </div>
          </Panel>
          <Panel title={t('design.buttons')}>
            <div className="grid gap-3">
              <Row>
                <Button kind="primary" icon={<Plus aria-hidden className="size-4" />}>
                  {t('project.add')}
                </Button>
                <Button onClick={() => setOpen(true)}>{t('design.dialog')}</Button>
                <Button
                  kind="quiet"
                  onClick={() =>
                    toast({
                      tone: 'good',
                      title: t('design.sample'),
                      action: { title: t('common.retry'), run: () => undefined },
                    })
                  }
                >
                  {t('design.toast')}
                </Button>
                <Button kind="danger" icon={<Trash2 aria-hidden className="size-4" />}>
                  {t('task.dlq.discard')}
                </Button>
              </Row>
              <Row>
                <Button kind="primary" busy>
                  {t('common.save')}
                </Button>
                <Button refusal={t('common.needsRole', { role: t('vocabulary.role.operator') })}>
                  {t('project.scan')}
                </Button>
                <KeyCap>G</KeyCap>
                <KeyCap>O</KeyCap>
              </Row>
              <Field label={t('project.name')} hint={t('design.hint')} error={t('task.dlq.reason.short')}>
                {(props) => <input {...props} defaultValue="x" />}
              </Field>
            </div>
          </Panel>
        </div>
        <Panel title={t('design.states')}>
          <div className="grid gap-3 md:grid-cols-2">
            <Frame title={t('design.state.loading')}>
              <div className="grid gap-2 p-4">
                <Skeleton className="h-5 w-2/3" />
                <Skeleton />
                <Skeleton className="h-4 w-5/6" />
              </div>
            </Frame>
            <Frame title={t('design.state.empty')}>
              <EmptyState icon={Inbox} title={t('project.none')}>
                {t('project.none.means')}
              </EmptyState>
            </Frame>
            <Frame title={t('design.state.error')}>
              <ErrorPanel
                error={problem(500, 'http.internal', t('design.state.error.detail'))}
                onRetry={() => undefined}
              />
            </Frame>
            <Frame title={t('design.state.forbidden')}>
              <ErrorPanel
                error={problem(403, 'http.forbidden', t('common.needsRole', { role: t('vocabulary.role.admin') }))}
              />
            </Frame>
            <div className="grid gap-2 md:col-span-2">
              <Banner tone="unchecked" icon={ShieldQuestionMark}>
                {t('vocabulary.check.incomplete')}. {t('vocabulary.check.incomplete.means')}
              </Banner>
              <Banner tone="critical" icon={CloudOff}>
                {t('common.unreachable')}
              </Banner>
            </div>
          </div>
        </Panel>
        <div className="grid gap-4">
          <Panel title={t('design.connection')}>
            <ul className="grid gap-3 sm:grid-cols-2">
              {states.map((state) => (
                <li key={state} className="grid gap-0.5">
                  <ConnectionIndicator status={state} connectionId="01a22d5b000007" />
                  <span className="text-xs text-soft">{t(`live.${state}.means`)}</span>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title={t('design.figures')}>
            <div className="grid gap-3 sm:grid-cols-2">
              <StatCard
                title={t('metrics.perHour')}
                value="2.8"
                note={t('metrics.range.24h')}
                sparkline={<Sparkline values={[1, 3, 2, 5, 4, null, 6, 8, 7]} />}
              />
              <StatCard title={t('metrics.mttr')} value={undefined} note={t('metrics.sample', { n: 0 })} />
            </div>
          </Panel>
        </div>
      </div>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('design.dialog')}
        description={t('design.hint')}
        footer={<Button onClick={() => setOpen(false)}>{t('common.close')}</Button>}
      >
        <p>{t('design.sample')}</p>
      </Dialog>
    </Page>
  );
}

function Row({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2">{children}</div>;
}

function Frame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="rounded-lg border border-line">
      <h3 className="border-b border-line px-3 py-1.5 text-xs font-semibold text-soft">{title}</h3>
      {children}
    </section>
  );
}
