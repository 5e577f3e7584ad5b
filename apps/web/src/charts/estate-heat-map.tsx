import type { Project } from '@maximus/contracts';
import { Link } from 'react-router';
import { classNames } from '../design/class-names.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { heatOf, openFindings } from './heat.ts';

const grounds = [
  'bg-good-soft text-good',
  'bg-low-soft text-low',
  'bg-medium-soft text-medium',
  'bg-high-soft text-high',
  'bg-critical-soft text-critical',
];

/** Every project as a tile: the more open findings the warmer, and what was not checked in its own colour and never green. */
export function EstateHeatMap({ projects }: { readonly projects: readonly Project[] }) {
  const { t, number } = useI18n();
  const most = Math.max(1, ...projects.map(openFindings));
  const sorted = [...projects].sort((a, b) => openFindings(b) - openFindings(a));
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-2">
      {sorted.map((project) => {
        const open = openFindings(project);
        const unchecked = project.check_state !== 'ok';
        return (
          <li key={project.id}>
            <Link
              to={`/projects/${project.slug}`}
              className={classNames(
                'grid h-full rounded-lg px-3 py-2 text-sm lift',
                unchecked
                  ? 'bg-unchecked-soft text-unchecked outline-1 -outline-offset-1 outline-dashed outline-unchecked'
                  : grounds[heatOf(open, most)],
              )}
            >
              <span className="truncate font-semibold">{project.name}</span>
              <span className="text-xs numbers">{t('overview.heat.open', { n: open })}</span>
              <span className="truncate text-xs">
                {unchecked
                  ? t(`vocabulary.check.${project.check_state}`)
                  : t('overview.heat.components', { n: number(project.component_count) })}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
