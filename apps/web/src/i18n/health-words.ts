import type { MessageKey } from './locales.ts';
import { hearingOf, isHeard } from './server-words.ts';
import type { MessageValues } from './translate.ts';

type Translate = (key: MessageKey, values?: MessageValues) => string;

const hear = hearingOf('health.said.');

/** What a check of the server says, in the person's language; parts of it that are not known stand as they were said. */
export function healthInWords(detail: string, t: Translate): string {
  return detail
    .split('; ')
    .map((part) => {
      const heard = hear(part);
      if (heard === undefined) return part;
      const values = { ...heard.values };
      for (const name of ['state', 'freshness'] as const) {
        if (values[name] !== undefined) values[name] = named(`health.state.${values[name]}`, values[name], t);
      }
      return t(heard.key, values);
    })
    .join('; ');
}

/** The name of a part by that of its check; a newer server may have parts that this page does not know. */
export function partName(check: string, t: Translate): string {
  return named(`health.part.${check}`, check, t);
}

function named(key: string, otherwise: string, t: Translate): string {
  return isHeard(key) ? t(key) : otherwise;
}
