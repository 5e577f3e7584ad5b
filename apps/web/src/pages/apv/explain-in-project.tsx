import type { ApvWithContext, WhyAnswer } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Panel } from '../../design/card.tsx';
import { FilterSelect } from '../../design/fields.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { inWords } from '../../i18n/server-words.ts';

const tones = { matched: 'high', not_matched: 'neutral', undecided: 'unchecked' } as const;

/** Why an APV holds for a project, or why it does not: the question is asked for any project of the estate. */
export function ExplainInProject({ apv }: { readonly apv: ApvWithContext }) {
  const { t } = useI18n();
  const { api } = useServices();
  const projects = useQuery({
    queryKey: ['projects', 'names'],
    queryFn: ({ signal }) => bodyOf(api.listProjects({ query: { limit: 200 } }, { signal })),
  });
  const [chosen, setChosen] = useState<string>();
  const project = chosen ?? apv.findings[0]?.project_id ?? projects.data?.items[0]?.id;
  const why = useQuery({
    queryKey: ['why', apv.id, apv.version, project],
    enabled: project !== undefined,
    queryFn: ({ signal }) => bodyOf(api.explainApv({ params: { id: apv.id, project_id: project ?? '' } }, { signal })),
  });
  return (
    <Panel
      title={t('apv.explain')}
      actions={
        <FilterSelect
          label={t('apv.explain.choose')}
          value={project ?? ''}
          onChange={(event) => setChosen(event.target.value)}
          options={(projects.data?.items ?? []).map(({ id, name }) => ({ value: id, title: name }))}
        />
      }
    >
      <QueryView query={why}>
        {(answer) => {
          // A merged APV is followed by the browser; what arrives is the answer of the one that it became.
          const { in_use: inUse, components } = answer as WhyAnswer;
          if (!inUse) return <p className="text-sm text-soft">{t('apv.explain.notInUse')}</p>;
          return (
            <ul className="grid gap-3 text-sm">
              {components.map((component) => (
                <li key={component.purl} className="grid gap-1">
                  <p className="flex flex-wrap items-center gap-2">
                    <CodeText>{component.purl}</CodeText>
                    <Badge tone={tones[component.verdict]}>{t(`apv.explain.${component.verdict}`)}</Badge>
                  </p>
                  {component.advisories.map((advisory) => (
                    <p key={advisory.id} className="text-soft">
                      <CodeText className="text-ink">{advisory.id}</CodeText> {t(`apv.explain.${advisory.verdict}`)}:{' '}
                      {inWords(advisory.text, t)}
                    </p>
                  ))}
                  {component.note !== undefined && <p className="text-soft">{inWords(component.note, t)}</p>}
                </li>
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Panel>
  );
}
