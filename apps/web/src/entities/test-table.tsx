import type { TestComparison, TestResult } from '@maximus/contracts';
import { CodeText } from '../design/texts.tsx';
import { useI18n } from '../i18n/i18n.tsx';

const rows = ['total', 'passed', 'failed', 'errors', 'skipped'] as const;

/** The project's own tests before the patch beside the same tests after it (arena.md §5). */
export function TestTable({ tests }: { readonly tests: TestComparison }) {
  const { t, number, duration } = useI18n();
  const { before, after } = tests;
  if (before === undefined && after === undefined)
    return <p className="text-sm text-unchecked">{tests.reason ?? t('evidence.tests.untested.means')}</p>;
  const worse = (name: (typeof rows)[number]) =>
    (name === 'failed' || name === 'errors') && (after?.[name] ?? 0) > (before?.[name] ?? 0);
  const exit = (result: TestResult | undefined) =>
    result === undefined ? '–' : result.exit_code === null ? t('evidence.tests.killed') : String(result.exit_code);
  const cell = 'px-3 py-1.5 text-right numbers';
  return (
    <div className="grid gap-2">
      <div className="overflow-x-auto rounded-lg border border-line">
        <table className="w-full text-sm">
          <caption className="sr-only">{t('evidence.tests')}</caption>
          <thead>
            <tr className="bg-sunken/60 text-xs text-soft">
              <th scope="col" className="px-3 py-1.5 text-left font-semibold">
                <CodeText>{(after ?? before)?.command}</CodeText>
              </th>
              <th scope="col" className={cell}>
                {t('evidence.before')}
              </th>
              <th scope="col" className={cell}>
                {t('evidence.after')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows
              .filter((name) => before?.[name] !== undefined || after?.[name] !== undefined)
              .map((name) => (
                <tr key={name} className="border-t border-line">
                  <th scope="row" className="px-3 py-1.5 text-left font-normal text-soft">
                    {t(`evidence.tests.row.${name}`)}
                  </th>
                  <td className={cell}>{number(before?.[name])}</td>
                  <td className={worse(name) ? `${cell} font-semibold text-critical` : cell}>
                    {number(after?.[name])}
                  </td>
                </tr>
              ))}
            <tr className="border-t border-line">
              <th scope="row" className="px-3 py-1.5 text-left font-normal text-soft">
                {t('evidence.tests.exit')}
              </th>
              <td className={cell}>{exit(before)}</td>
              <td className={cell}>{exit(after)}</td>
            </tr>
            <tr className="border-t border-line">
              <th scope="row" className="px-3 py-1.5 text-left font-normal text-soft">
                {t('evidence.tests.time')}
              </th>
              <td className={cell}>{duration(before && before.duration_ms / 1_000)}</td>
              <td className={cell}>{duration(after && after.duration_ms / 1_000)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      {tests.reason !== undefined && <p className="text-sm text-soft">{tests.reason}</p>}
      <Cases title={t('evidence.tests.newlyFailing')} names={tests.newly_failing} className="text-critical" />
      <Cases title={t('evidence.tests.flaky.list')} names={tests.flaky} className="text-medium" />
    </div>
  );
}

function Cases({
  title,
  names,
  className,
}: {
  readonly title: string;
  readonly names: readonly string[];
  readonly className: string;
}) {
  if (names.length === 0) return null;
  return (
    <div className="text-sm">
      <p className={`font-semibold ${className}`}>{title}</p>
      <ul className="list-disc pl-5">
        {names.map((name) => (
          <li key={name}>
            <CodeText>{name}</CodeText>
          </li>
        ))}
      </ul>
    </div>
  );
}
