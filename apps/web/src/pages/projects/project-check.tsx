import type { Project } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { ShieldQuestionMark } from 'lucide-react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Banner } from '../../design/messages.tsx';
import { CodeText } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** What could not be checked of a project, file by file, and what to do about it; nothing where everything was. */
export function ProjectCheck({ project }: { readonly project: Project }) {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const snapshots = useQuery({
    queryKey: ['project', project.slug, 'newest-snapshot', project.last_snapshot_id],
    enabled: project.check_state !== 'ok',
    queryFn: ({ signal }) => bodyOf(api.listSnapshots({ params: { id: project.id }, query: { limit: 1 } }, { signal })),
  });
  if (project.check_state === 'ok') return null;
  const faults =
    snapshots.data?.items[0]?.files.filter(({ status }) => status !== 'parsed' && status !== 'skipped') ?? [];
  return (
    <Banner tone="unchecked" icon={ShieldQuestionMark}>
      <p>
        {t(`vocabulary.check.${project.check_state}`)}. {t(`vocabulary.check.${project.check_state}.means`)}
      </p>
      {faults.length > 0 && (
        <ul className="mt-1 grid gap-0.5 font-normal">
          {faults.map((file) => (
            <li key={file.path}>
              <CodeText>
                {file.path}
                {file.line !== undefined && `:${file.line}`}
              </CodeText>
              : {file.error === undefined ? file.status : failed(file.error)}
            </li>
          ))}
        </ul>
      )}
      <p className="mt-1 font-normal">{t(`project.check.todo.${project.check_state}`)}</p>
    </Banner>
  );
}
