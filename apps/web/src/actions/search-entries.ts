import type { SearchHit } from '@maximus/contracts';
import type { Entry } from './palette-entries.ts';

/** What a search found, as lines of the palette that lead there. */
export function searchEntries(hits: readonly SearchHit[], go: (to: string) => void): readonly Entry[] {
  return hits.map((hit) => {
    const { title, detail, to } = lineOf(hit);
    return { id: `${hit.kind}/${hit.id}`, title, detail, refused: false, run: () => go(to) };
  });
}

function lineOf(hit: SearchHit): { title: string; detail: string; to: string } {
  switch (hit.kind) {
    case 'project':
      return { title: hit.name, detail: hit.slug, to: `/projects/${encodeURIComponent(hit.slug)}` };
    case 'component':
      return {
        title: `${hit.name} ${hit.version ?? ''}`.trim(),
        detail: hit.ecosystem,
        to: `/components/${encodeURIComponent(hit.id)}`,
      };
    case 'apv':
      return {
        title: `${hit.primary_id} · ${hit.code}`,
        detail: hit.summary,
        to: `/adaptive-immunity/apvs/${encodeURIComponent(hit.id)}`,
      };
    case 'advisory':
      return {
        title: hit.primary_id,
        detail: hit.summary,
        to:
          hit.apv_id === undefined
            ? `/feeds?advisory=${encodeURIComponent(hit.id)}`
            : `/adaptive-immunity/apvs/${encodeURIComponent(hit.apv_id)}`,
      };
  }
}
