import type { Incomplete } from '@maximus/contracts';
import type { AppError } from '@maximus/kernel';

/** Gathers what could not be checked: equal entries become one with a count, and a hostile file cannot flood the list. */
export class IncompleteList {
  readonly #items = new Map<string, Incomplete>();

  /** Notes one; `subject` names the package or ecosystem it is about. */
  add(kind: Incomplete['kind'], error: AppError, subject?: string, count = 1): void {
    const { file, line } = error.details;
    const key = [kind, error.code, file, line, subject, error.message].join('\u0000');
    const held = this.#items.get(key);
    if (held !== undefined) {
      this.#items.set(key, { ...held, count: held.count + count });
      return;
    }
    this.#items.set(key, {
      kind,
      code: error.code,
      message: error.message,
      help: error.help,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(subject === undefined ? {} : { subject }),
      count,
    });
  }

  /** In a fixed order: by file, line, kind, code, subject, message. */
  list(): readonly Incomplete[] {
    const rank = (item: Incomplete) => [
      item.file ?? '',
      String(item.line ?? 0).padStart(9, '0'),
      item.kind,
      item.code,
      item.subject ?? '',
      item.message,
    ];
    return [...this.#items.values()]
      .map((item) => ({ item, rank: rank(item).join('\u0000') }))
      .sort((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank)))
      .map(({ item }) => item);
  }
}
