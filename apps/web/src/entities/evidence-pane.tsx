import type { ArenaStep, EvidenceManifest, RescanEntry } from '@maximus/contracts';
import { Check, CircleDashed, CircleHelp, Download, type LucideIcon, Minus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useServices } from '../api/use-services.tsx';
import { Badge, type Tone } from '../design/badge.tsx';
import { classNames } from '../design/class-names.ts';
import { CodeText, CopyButton, Facts, RelativeTime } from '../design/texts.tsx';
import { PriorityBadge, VerdictBadge } from '../design/vocabulary-badges.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { ConfidenceBar } from './confidence-bar.tsx';
import { TestTable } from './test-table.tsx';

interface EvidencePaneProps {
  readonly evidence: EvidenceManifest;
  /** SHA-256 of the manifest. */
  readonly digest?: string | undefined;
}

/** What the arena found out about a patch, and how anyone can check it again (arena.md §4–§9). */
export function EvidencePane({ evidence, digest }: EvidencePaneProps) {
  const { t, number } = useI18n();
  const { rescan, tests, proof, verdict } = evidence;
  return (
    <div className="grid gap-5">
      <div className="grid gap-3 rounded-xl bg-sunken/60 p-4">
        <div className="flex flex-wrap items-center gap-2">
          <VerdictBadge verdict={verdict} />
          <Badge
            tone={evidence.level === 'static' ? 'medium' : 'neutral'}
            title={t(`evidence.level.${evidence.level}.means`)}
          >
            {t(`evidence.level.${evidence.level}`)}
          </Badge>
          <span className="ml-auto text-xs text-faint">
            <RelativeTime time={evidence.sealed_at} />
          </span>
        </div>
        <p className="text-[0.95rem] font-medium">{t(`vocabulary.verdict.${verdict}.means`)}</p>
        <ConfidenceBar
          confidence={evidence.confidence}
          label={t(evidence.confidence_of === 'success' ? 'evidence.confidence' : 'evidence.confidence.failure')}
        />
        <details className="text-sm">
          <summary className="min-h-6 text-soft">{t('evidence.terms')}</summary>
          <ul className="mt-2 grid gap-1">
            {evidence.confidence_terms.map(({ term, value }) => (
              <li key={term} className="flex justify-between gap-3 border-b border-line pb-1">
                <span>{term}</span>
                <span className="font-mono numbers">
                  {value >= 0 ? `+${number(value * 100)}` : `−${number(-value * 100)}`} %
                </span>
              </li>
            ))}
          </ul>
        </details>
      </div>

      <Part
        title={t('evidence.rescan')}
        beside={
          <span className="text-xs text-soft numbers">
            {t('evidence.rescan.summary', { fixed: rescan.fixed.length, introduced: rescan.introduced.length })}
          </span>
        }
      >
        <div className="grid gap-3 md:grid-cols-2">
          <Entries kind="fixed" entries={rescan.fixed} />
          <Entries kind="introduced" entries={rescan.introduced} />
        </div>
        <Entries kind="unchanged" entries={rescan.unchanged} folded />
        {rescan.not_checked.length > 0 && (
          <div className="rounded-lg bg-unchecked-soft p-3 text-sm text-unchecked">
            <p className="font-semibold">{t('evidence.rescan.notChecked', { n: rescan.not_checked.length })}</p>
            <ul className="mt-1 list-disc pl-5">
              {rescan.not_checked.map(({ what, reason }) => (
                <li key={what}>
                  <CodeText>{what}</CodeText>: {reason}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Part>

      <Part title={t('evidence.tests')} beside={<TestsBadge result={tests.result} />}>
        <TestTable tests={tests} />
      </Part>

      <Part
        title={t('evidence.proof')}
        beside={<Badge tone={proofTones[proof.result]}>{t(`evidence.proof.${proof.result}`)}</Badge>}
      >
        {proof.result === 'none' ? (
          <p className="text-sm text-soft">{t('evidence.proof.none.means')}</p>
        ) : (
          <ul className="grid gap-2 text-sm sm:grid-cols-2">
            <Phase
              good={proof.phase1_reproduced}
              title={t('evidence.phase1')}
              yes={t('evidence.phase1.yes')}
              no={t('evidence.phase1.no')}
            />
            <Phase
              good={proof.phase2_blocked}
              title={t('evidence.phase2')}
              yes={t('evidence.phase2.yes')}
              no={t('evidence.phase2.no')}
            />
          </ul>
        )}
        {proof.reason !== undefined && <p className="text-sm text-soft">{proof.reason}</p>}
      </Part>

      <details className="text-sm">
        <summary className="min-h-6 font-semibold">{t('evidence.steps', { n: evidence.steps.length })}</summary>
        <Steps steps={evidence.steps} />
      </details>
      <Seal evidence={evidence} digest={digest} />
    </div>
  );
}

function Part({
  title,
  beside,
  children,
}: {
  readonly title: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="text-sm font-semibold">{title}</h3>
        {beside}
      </div>
      {children}
    </section>
  );
}

const entryTones = { fixed: 'text-good', introduced: 'text-critical', unchanged: 'text-soft' };

function Entries({
  kind,
  entries,
  folded = false,
}: {
  readonly kind: keyof typeof entryTones;
  readonly entries: readonly RescanEntry[];
  readonly folded?: boolean;
}) {
  const { t } = useI18n();
  const title = (
    <span className={classNames('font-semibold', entries.length === 0 ? 'text-soft' : entryTones[kind])}>
      {t(`evidence.rescan.${kind}`, { n: entries.length })}
    </span>
  );
  const list = (
    <ul className="mt-2 grid gap-2">
      {entries.map((entry) => (
        <li key={`${entry.alias_group}/${entry.purl}/${entry.path.join('>')}`} className="min-w-0">
          <span className="flex flex-wrap items-center gap-2">
            <PriorityBadge priority={entry.priority} />
            <CodeText className="font-semibold">{entry.primary_id}</CodeText>
          </span>
          <CodeText className="text-soft">{entry.path.length > 1 ? entry.path.join(' › ') : entry.purl}</CodeText>
        </li>
      ))}
    </ul>
  );
  if (folded && entries.length > 0)
    return (
      <details className="text-sm">
        <summary className="min-h-6">{title}</summary>
        {list}
      </details>
    );
  return (
    <div className="min-w-0 rounded-lg border border-line p-3 text-sm">
      {title}
      {entries.length > 0 && list}
    </div>
  );
}

const testTones: Record<EvidenceManifest['tests']['result'], Tone> = {
  equal: 'good',
  better: 'good',
  no_worse: 'medium',
  flaky: 'medium',
  regressed: 'critical',
  untested: 'unchecked',
};

function TestsBadge({ result }: { readonly result: EvidenceManifest['tests']['result'] }) {
  const { t } = useI18n();
  return <Badge tone={testTones[result]}>{t(`evidence.tests.${result}`)}</Badge>;
}

const proofTones: Record<EvidenceManifest['proof']['result'], Tone> = {
  held: 'good',
  failed: 'critical',
  not_reproduced: 'unchecked',
  could_not_run: 'unchecked',
  none: 'neutral',
};

function Phase({
  good,
  title,
  yes,
  no,
}: {
  readonly good: boolean | undefined;
  readonly title: string;
  readonly yes: string;
  readonly no: string;
}) {
  const { t } = useI18n();
  const Icon = good === undefined ? CircleDashed : good ? Check : X;
  return (
    <li className="flex items-start gap-2 rounded-lg border border-line p-3">
      <Icon
        aria-hidden
        className={classNames(
          'mt-0.5 size-4 shrink-0',
          good === undefined ? 'text-unchecked' : good ? 'text-good' : 'text-critical',
        )}
      />
      <span>
        <span className="block font-semibold">{title}</span>
        <span className="text-soft">{good === undefined ? t('evidence.phase.notRun') : good ? yes : no}</span>
      </span>
    </li>
  );
}

const stepIcons: Record<ArenaStep['state'], readonly [LucideIcon, string]> = {
  passed: [Check, 'text-good'],
  failed: [X, 'text-critical'],
  skipped: [Minus, 'text-faint'],
  could_not_run: [CircleHelp, 'text-unchecked'],
};

function Steps({ steps }: { readonly steps: readonly ArenaStep[] }) {
  const { t, duration } = useI18n();
  return (
    <ol className="mt-2 grid gap-1.5">
      {steps.map((step, at) => {
        const [Icon, ink] = stepIcons[step.state];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sealed list
          <li key={at} className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
            <Icon aria-hidden className={classNames('size-4', ink)} />
            <span className="font-medium">{step.name}</span>
            <span className="text-soft">{t(`evidence.tree.${step.tree}`)}</span>
            <span className={ink}>{t(`evidence.step.${step.state}`)}</span>
            {step.reason !== undefined && <span className="text-soft">{step.reason}</span>}
            <span className="ml-auto text-xs text-faint numbers">{duration(step.duration_ms / 1_000)}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** How to check the bundle without this server. */
function Seal({ evidence, digest }: EvidencePaneProps) {
  const { t, dateTime } = useI18n();
  const { baseUrl } = useServices();
  const command = `maximus evidence verify ${evidence.evidence_id}.tar.zst --recompute`;
  const address = `${baseUrl}/api/eureka/evidence/${encodeURIComponent(evidence.evidence_id)}`;
  return (
    <section aria-label={t('evidence.seal')} className="grid gap-3 rounded-xl border border-line p-4">
      <h3 className="text-sm font-semibold">{t('evidence.seal')}</h3>
      <Facts
        facts={[
          ...(digest === undefined
            ? []
            : [
                [
                  t('evidence.digest'),
                  <span key="digest" className="flex items-center gap-1">
                    <CodeText>{digest}</CodeText>
                    <CopyButton text={digest} label={t('common.copy', { what: t('evidence.digest') })} />
                  </span>,
                ] as const,
              ]),
          [t('evidence.sealed'), dateTime(evidence.sealed_at)],
          [t('evidence.index'), <CodeText key="index">{evidence.index.generation}</CodeText>],
          [
            t('evidence.base'),
            <CodeText key="base">
              {evidence.subject.base_commit === '' ? '–' : evidence.subject.base_commit.slice(0, 12)}
            </CodeText>,
          ],
        ]}
      />
      <p className="text-sm text-soft">{t('evidence.verify')}</p>
      <div className="flex items-center gap-1 rounded-lg bg-sunken px-3 py-2">
        <CodeText className="flex-1">{command}</CodeText>
        <CopyButton text={command} label={t('common.copy', { what: t('evidence.command') })} />
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        <a
          href={`${address}/bundle`}
          download
          className="inline-flex min-h-8 items-center gap-1.5 font-medium text-accent underline"
        >
          <Download aria-hidden className="size-4" />
          {t('evidence.bundle')}
        </a>
        <a
          href={address}
          download={`${evidence.evidence_id}.json`}
          className="inline-flex min-h-8 items-center gap-1.5 font-medium text-accent underline"
        >
          {t('evidence.manifest')}
        </a>
      </div>
      {evidence.blobs.length > 0 && (
        <details className="text-sm">
          <summary className="min-h-6 text-soft">{t('evidence.files', { n: evidence.blobs.length })}</summary>
          <ul className="mt-2 grid gap-1">
            {evidence.blobs.map(({ path, sha256 }) => (
              <li key={path}>
                <a href={`${address}/blobs/${sha256}`} download className="text-accent underline">
                  <CodeText>{path}</CodeText>
                </a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
