import { ClientLabel } from '@maximus/contracts';

/** Which kind of socket a path stands for. */
export type SocketPath =
  | { readonly kind: 'native' }
  | { readonly kind: 'immunity' }
  | { readonly kind: 'hitl' }
  | { readonly kind: 'labelled'; readonly label: string };

/** Takes the target of an upgrade apart; `undefined` where there is no socket. */
export function socketPath(pathname: string): SocketPath | undefined {
  if (pathname === '/ws') return { kind: 'native' };
  if (pathname === '/ws/adaptive-immunity') return { kind: 'immunity' };
  if (pathname === '/hitl/ws') return { kind: 'hitl' };
  if (!pathname.startsWith('/ws/')) return undefined;
  const label = ClientLabel.safeParse(pathname.slice('/ws/'.length));
  return label.success ? { kind: 'labelled', label: label.data } : undefined;
}
