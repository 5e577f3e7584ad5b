import { useEffect, useState } from 'react';
import { Badge } from '../../design/badge.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { contrastOf, pairs, parseColour } from './contrast.ts';

interface Measured {
  readonly ink: string;
  readonly ground: string;
  readonly least: number;
  readonly ratio: number | undefined;
}

/** Every pair of ink and ground of the present theme, with the contrast that the browser's own values have. */
export function ColourTable() {
  const { t, number } = useI18n();
  const [rows, setRows] = useState<readonly Measured[]>([]);
  useEffect(() => {
    // The system may change the theme as well, while the preference stays.
    const root = document.documentElement;
    const watcher = new MutationObserver(measure);
    watcher.observe(root, { attributes: true, attributeFilter: ['data-theme'] });
    measure();
    return () => watcher.disconnect();
    function measure() {
      const style = getComputedStyle(document.documentElement);
      const colour = (name: string) => parseColour(style.getPropertyValue(`--${name}`));
      setRows(
        pairs.map(([ink, ground, least]) => {
          const [one, other] = [colour(ink), colour(ground)];
          return {
            ink,
            ground,
            least,
            ratio: one === undefined || other === undefined ? undefined : contrastOf(one, other),
          };
        }),
      );
    }
  }, []);
  return (
    <Table<Measured>
      caption={t('design.colours')}
      rows={rows}
      rowKey={({ ink, ground }) => `${ink}/${ground}`}
      columns={[
        {
          id: 'sample',
          title: t('design.pair'),
          cell: ({ ink, ground, least }) =>
            least < 4.5 ? (
              <span className="inline-block rounded-md p-2" style={{ background: `var(--${ground})` }}>
                <span className="block h-4 w-12 rounded-sm" style={{ background: `var(--${ink})` }} />
              </span>
            ) : (
              <span
                className="inline-block rounded-md border border-line px-3 py-1 font-semibold"
                style={{ color: `var(--${ink})`, background: `var(--${ground})` }}
              >
                Aa 123
              </span>
            ),
        },
        {
          id: 'names',
          title: t('design.names'),
          cell: ({ ink, ground }) => (
            <CodeText>
              {ink} / {ground}
            </CodeText>
          ),
        },
        {
          id: 'ratio',
          title: t('design.contrast'),
          align: 'end',
          cell: ({ ratio }) => (ratio === undefined ? '' : `${number(ratio)}:1`),
        },
        {
          id: 'verdict',
          title: t('design.least'),
          cell: ({ ratio = 0, least }) => (
            <Badge tone={ratio >= least ? 'good' : 'critical'}>
              {ratio >= least ? '≥' : '<'} {number(least)}
            </Badge>
          ),
        },
      ]}
    />
  );
}
