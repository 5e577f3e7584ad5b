/** What a message may be filled with. */
export type MessageValues = Readonly<Record<string, string | number>>;

/**
 * Fills a message. `{name}` stands for a value; `{n|# row|# rows}` for the form that the language's plural rules ask for,
 * with `#` as the number. What no value is given for stays as it is, so that a gap is seen.
 */
export function fill(message: string, values: MessageValues, locale: string): string {
  return message.replace(
    /\{(\w{1,40})(?:\|([^|{}]{0,200})\|([^|{}]{0,200}))?\}/g,
    (whole, name: string, one?: string, other?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (one === undefined || other === undefined)
        return typeof value === 'number' ? formatNumber(value, locale) : value;
      const count = Number(value);
      const form = rulesOf(locale).plural.select(count) === 'one' ? one : other;
      return form.replaceAll('#', formatNumber(count, locale));
    },
  );
}

/** A number as the language writes it. */
function formatNumber(value: number, locale: string): string {
  return rulesOf(locale).number.format(value);
}

interface Rules {
  readonly plural: Intl.PluralRules;
  readonly number: Intl.NumberFormat;
}

const rules = new Map<string, Rules>();

/** To make them costs more than to use them a thousand times. */
function rulesOf(locale: string): Rules {
  const known = rules.get(locale);
  if (known !== undefined) return known;
  const made = { plural: new Intl.PluralRules(locale), number: new Intl.NumberFormat(locale) };
  rules.set(locale, made);
  return made;
}
