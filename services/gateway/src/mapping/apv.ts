import { ApvSummary, type EventEnvelope } from '@maximus/contracts';
import { type Data, object, pick, type Routed, routed, tagsOf, text, texts } from './draft.ts';

/** What a list shows of an APV, and the version by which readers keep the newest. */
const summaryFields = [...Object.keys(ApvSummary.shape), 'version', 'regressed', 'superseded_by'];

/** Loads what an event leaves out. */
export interface ApvLoader {
  /** The APV as a list shows it; `undefined` when there is none. */
  apv?(id: string): Promise<Data | undefined>;
}

/** `apv.*` → `adaptive-immunity`, and what a person should know at once → `threats` (gateway.md §1). */
export async function mapApv(event: EventEnvelope, load: ApvLoader): Promise<readonly Routed[]> {
  const { data, type } = event;
  const whole = object(data, 'apv');
  if (text(whole, 'id') !== undefined) return [message(event, pick(whole, summaryFields)), ...threats(event, whole)];
  const id = text(data, 'apv_id');
  if (id === undefined) return [];
  const loaded = await load.apv?.(id);
  const partial =
    type === 'apv.superseded'
      ? { id, status: 'superseded', ...pick(data, ['superseded_by']) }
      : { id, status: data['to'], ...pick(data, ['version']) };
  return [message(event, loaded === undefined ? { ...partial, partial: true } : pick(loaded, summaryFields))];
}

function message(event: EventEnvelope, apv: Data): Routed {
  const id = text(apv, 'id') ?? '';
  return routed('adaptive-immunity', event, {
    type: 'apv',
    data: apv,
    key: id,
    tags: tagsOf({ priority: text(apv, 'priority') }),
  });
}

function threats(event: EventEnvelope, apv: Data): readonly Routed[] {
  const kind = threatKind(event, apv);
  if (kind === undefined) return [];
  const [id = '', priority = 'medium'] = [text(apv, 'id'), text(apv, 'priority')];
  const title = `${text(apv, 'primary_id') ?? id}: ${text(apv, 'summary') ?? ''}`.slice(0, 300);
  return [
    routed('threats', event, {
      type: 'threat_alert',
      data: { kind, subject: id, title, priority },
      key: id,
      tags: tagsOf({ priority }),
    }),
  ];
}

function threatKind(event: EventEnvelope, apv: Data): string | undefined {
  const changed = texts(event.data, 'changed');
  if (event.type === 'apv.detected') {
    if (apv['kind'] === 'malware') return 'malware';
    return apv['priority'] === 'critical' || apv['priority'] === 'high' ? 'new_apv' : undefined;
  }
  if (changed.includes('regressed') && apv['regressed'] === true) return 'regression';
  return changed.includes('kev') && apv['kev'] !== undefined ? 'kev_added' : undefined;
}
