import { Component, type ReactNode } from 'react';
import { useRouteError } from 'react-router';
import { ErrorPanel } from '../design/messages.tsx';
import { useI18n } from '../i18n/i18n.tsx';

/** Stands in for a page that broke or whose code could not be loaded: after a new version that takes a reload. */
export function CrashedPage() {
  const { t } = useI18n();
  const error = useRouteError();
  return (
    <main className="p-6">
      <h1 className="sr-only">{t('shell.crashed')}</h1>
      <ErrorPanel error={error} onRetry={() => location.reload()} />
    </main>
  );
}

/** Keeps a broken panel from taking the page with it. */
export class PanelBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state = { error: undefined as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return <ErrorPanel error={this.state.error} onRetry={() => this.setState({ error: undefined })} />;
  }
}
