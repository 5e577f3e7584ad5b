import { act, type ReactNode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import { ActionsProvider } from '../actions/use-actions.tsx';
import { createServices, type Services } from '../api/services.ts';
import { ServicesProvider } from '../api/use-services.tsx';
import { ToastProvider } from '../design/toast.tsx';
import { I18nProvider } from '../i18n/i18n.tsx';

/** A hook in a page without a browser. */
export interface Rendered<T> {
  /** What the hook gave last. */
  readonly current: () => T;
  readonly services: Services;
  unmount(): Promise<void>;
}

/** Renders a hook with everything that a page gives it, and lets its effects run. */
export async function renderHook<T>(hook: () => T, given?: Services): Promise<Rendered<T>> {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  const services = given ?? createServices('http://api.example.test');
  let last: { value: T } | undefined;
  const Probe = (): ReactNode => {
    last = { value: hook() };
    return null;
  };
  const root = createRoot(document.createElement('div'));
  await act(async () =>
    root.render(
      <ServicesProvider services={services}>
        <I18nProvider>
          <ToastProvider>
            <ActionsProvider>
              <MemoryRouter>
                <Suspense>
                  <Probe />
                </Suspense>
              </MemoryRouter>
            </ActionsProvider>
          </ToastProvider>
        </I18nProvider>
      </ServicesProvider>,
    ),
  );
  return {
    current: () => {
      if (last === undefined) throw new Error('the hook has not run');
      return last.value;
    },
    services,
    unmount: async () => {
      await act(async () => root.unmount());
      services.live.close();
    },
  };
}
