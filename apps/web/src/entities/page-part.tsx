import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { PanelBoundary } from '../app/crashed-page.tsx';
import { Panel } from '../design/card.tsx';

interface PagePartProps {
  /** What the address may name: `#diff`. */
  readonly id: string;
  readonly title: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a long page that an address, a key or a link can bring into view; when it fails, the others stay. */
export function PagePart({ id, title, beside, children }: PagePartProps) {
  return (
    <div id={id} tabIndex={-1} className="scroll-mt-20 outline-none">
      <Panel title={title} beside={beside}>
        <PanelBoundary>{children}</PanelBoundary>
      </Panel>
    </div>
  );
}

/** Brings the part that the address names into view, once, when the page has been loaded. */
export function useArrivalAtPart(): void {
  const { hash } = useLocation();
  const arrived = useRef(false);
  useEffect(() => {
    if (arrived.current || hash === '') return;
    arrived.current = true;
    document.getElementById(hash.slice(1))?.scrollIntoView({ block: 'start' });
  }, [hash]);
}
