import { createBrowserRouter } from 'react-router';
import { CrashedPage } from './crashed-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { pages } from './pages.ts';
import { Shell } from './shell.tsx';

/** The routes of the page, made from the table of pages. */
export const router = createBrowserRouter([
  {
    Component: Shell,
    ErrorBoundary: CrashedPage,
    HydrateFallback: () => null,
    children: [
      ...pages.map(({ path, load }) => ({
        path,
        lazy: async () => ({ Component: (await load()).Component, ErrorBoundary: CrashedPage }),
      })),
      { path: '*', Component: NotFoundPage },
    ],
  },
]);
