import { normaliseName } from '../python/index.ts';

/** Why a compiler (pip-compile, uv) says a line is there. */
export interface Via {
  /** Normalised names of packages that need it. */
  readonly parents: readonly string[];
  /** Files the project asks in: `requirements.in` of `-r requirements.in`, `pyproject.toml` of `name (pyproject.toml)`. */
  readonly asks: readonly string[];
}

/** Collects `# via` comments; feed it every comment and every line that is none. */
export interface ViaReader {
  /** The comment behind or below a requirement. */
  comment(text: string): void;
  /** Anything that ends a block: an empty line or a requirement. */
  end(): void;
  /** What was collected since the last call. */
  take(): Via | undefined;
}

/** A reader for one requirement at a time. */
export function createViaReader(): ViaReader {
  let open = false;
  let found = false;
  let parents: string[] = [];
  let asks: string[] = [];
  const add = (list: string) => {
    for (const item of list.split(',')) addItem(item.trim(), parents, asks);
  };
  return {
    comment(text) {
      const trimmed = text.trim();
      if (trimmed === 'via' || trimmed.startsWith('via ')) {
        open = true;
        found = true;
        add(trimmed.slice(3));
      } else if (open && text.startsWith('  ')) add(trimmed);
      else open = false;
    },
    end() {
      open = false;
    },
    take() {
      const via = found ? { parents, asks } : undefined;
      open = false;
      found = false;
      parents = [];
      asks = [];
      return via;
    },
  };
}

function addItem(item: string, parents: string[], asks: string[]): void {
  if (item === '') return;
  if (item.startsWith('-r ')) asks.push(item.slice(3).trim());
  else if (item.startsWith('-c ')) return;
  else {
    const open = item.indexOf(' (');
    if (open !== -1 && item.endsWith(')')) asks.push(item.slice(open + 2, -1));
    else if (/^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?$/.test(item)) {
      const bracket = item.indexOf('[');
      parents.push(normaliseName(bracket === -1 ? item : item.slice(0, bracket)));
    } else asks.push(item);
  }
}
