import { type ComponentType, lazy, type ReactElement, Suspense, useState } from 'react';

/**
 * A part whose code is loaded when somebody is about to use it: at the first hover, focus or press of what stands in its
 * place. `loaded` gets `openAtOnce` when it was pressed before it was there.
 */
export function OnIntent<P extends { readonly openAtOnce?: boolean }>(props: {
  readonly load: () => Promise<{ readonly default: ComponentType<P> }>;
  readonly of: Omit<P, 'openAtOnce'>;
  /** What stands in its place; told what calls for the part. */
  readonly place: (calls: {
    readonly onPointerEnter: () => void;
    readonly onFocus: () => void;
    readonly onClick: () => void;
  }) => ReactElement;
}) {
  const [Part] = useState(() => lazy(props.load));
  const [wanted, setWanted] = useState<'no' | 'soon' | 'now'>('no');
  const soon = () => void props.load();
  const place = props.place({ onPointerEnter: soon, onFocus: soon, onClick: () => setWanted('now') });
  if (wanted === 'no') return place;
  const given = { ...props.of, openAtOnce: wanted === 'now' } as unknown as P;
  return (
    <Suspense fallback={place}>
      <Part {...given} />
    </Suspense>
  );
}
