import { type ComponentType, lazy, type ReactElement, Suspense, useRef, useState } from 'react';

/**
 * A part whose code is loaded when somebody is about to use it: at the first hover, focus or press of what stands in its
 * place. Once pressed, the part takes the place and is told to `openAtOnce`.
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
  const loaded = useRef<ComponentType<P>>(undefined);
  const [Part, setPart] = useState<ComponentType<P>>();
  // Without an answer it is asked for again at the press, which then says what is wrong.
  const soon = () =>
    void props.load().then(
      (part) => {
        loaded.current = part.default;
      },
      () => undefined,
    );
  const now = () => setPart(() => loaded.current ?? lazy(props.load));
  const place = props.place({ onPointerEnter: soon, onFocus: soon, onClick: now });
  if (Part === undefined) return place;
  const given = { ...props.of, openAtOnce: true } as unknown as P;
  return (
    <Suspense fallback={place}>
      <Part {...given} />
    </Suspense>
  );
}
