import type { SummaryRange } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { LadderPanel, MttrPanel, SlaPanel } from '../../charts/course-panels.tsx';
import { FilterSelect } from '../../design/fields.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** How review and its remedies went, for the estate or one project; which one stands in the address. */
export function Course({ range }: { readonly range: SummaryRange }) {
  const { t } = useI18n();
  const { api } = useServices();
  const { params, set } = useAddressFilters();
  const project = params.get('project') ?? undefined;
  const projects = useQuery({
    queryKey: ['projects', 'names'],
    queryFn: ({ signal }) => bodyOf(api.listProjects({ query: { limit: 200 } }, { signal })),
  });
  const names = projects.data?.items.map(({ slug, name }) => ({ value: slug, title: name })) ?? [];
  const known = project === undefined || names.some(({ value }) => value === project);
  return (
    <section aria-label={t('panel.course')} className="grid gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="flex-1 text-lg font-semibold tracking-tight">{t('panel.course')}</h2>
        <FilterSelect
          label={t('course.project')}
          value={project ?? ''}
          onChange={(event) => set('project', event.target.value)}
          options={[
            { value: '', title: t('course.project.all') },
            ...(known ? [] : [{ value: project, title: project }]),
            ...names,
          ]}
        />
      </div>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <MttrPanel range={range} project={project} />
        <SlaPanel range={range} project={project} />
        <div className="min-w-0 xl:col-span-2">
          <LadderPanel range={range} project={project} />
        </div>
      </div>
    </section>
  );
}
