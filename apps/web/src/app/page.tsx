import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { useWaiting } from './use-waiting.tsx';
import { tabTitle } from './waiting.ts';

interface PageProps {
  /** The one h1, and the title of the tab. */
  readonly title: string;
  /** Shown in the place of the title where it is more than text. */
  readonly heading?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** Where the page belongs. */
  readonly back?: { readonly to: string; readonly title: string };
  readonly children: ReactNode;
}

/** The frame of every page: one h1 that takes the focus after a change of the address, a title of the tab, actions. */
export function Page({ title, heading, description, actions, back, children }: PageProps) {
  const { pathname } = useLocation();
  const h1 = useRef<HTMLHeadingElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname && history.length <= 1) return;
    shown.current = pathname;
    // Whoever uses a reader hears the new page; whoever uses a mouse sees nothing.
    if (document.activeElement === document.body || document.activeElement?.closest('nav') !== null) {
      h1.current?.focus({ preventScroll: true });
    }
  }, [pathname]);
  return (
    <div className="mx-auto w-full max-w-[100rem] px-4 py-5 sm:px-6 lg:px-8">
      <title>{tabTitle(title, useWaiting())}</title>
      <div className="mb-5 flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          {back !== undefined && (
            <Link to={back.to} className="mb-1 inline-flex min-h-6 items-center gap-1 text-sm text-soft hover:text-ink">
              <ArrowLeft aria-hidden className="size-4" />
              {back.title}
            </Link>
          )}
          <h1
            ref={h1}
            tabIndex={-1}
            className="text-[1.6rem] leading-9 font-semibold tracking-tight break-words outline-none"
          >
            {heading ?? title}
          </h1>
          {description !== undefined && <div className="mt-0.5 text-sm text-soft">{description}</div>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
