import { useEffect } from 'react';
import { RouterProvider } from 'react-router/dom';
import { ActionsProvider } from '../actions/use-actions.tsx';
import type { Services } from '../api/services.ts';
import { ServicesProvider } from '../api/use-services.tsx';
import { ToastProvider } from '../design/toast.tsx';
import { I18nProvider } from '../i18n/i18n.tsx';
import { SessionGate } from '../session/session-gate.tsx';
import { followSystemAppearance } from './preferences.ts';
import { router } from './router.tsx';

/** The whole page. */
export function App({ services }: { readonly services: Services }) {
  useEffect(followSystemAppearance, []);
  return (
    <ServicesProvider services={services}>
      <I18nProvider>
        <ToastProvider>
          <ActionsProvider>
            <SessionGate>
              <RouterProvider router={router} />
            </SessionGate>
          </ActionsProvider>
        </ToastProvider>
      </I18nProvider>
    </ServicesProvider>
  );
}
