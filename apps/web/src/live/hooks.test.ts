// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useActionList } from '../actions/use-actions.tsx';
import { pages, prefetchPage } from '../app/pages.ts';
import {
  applyAppearance,
  changePreferences,
  followSystemAppearance,
  preferences,
  usePreferences,
} from '../app/preferences.ts';
import { useGlobalActions } from '../app/use-global-actions.ts';
import { readApvFilters } from '../pages/immunity/apv-filters.ts';
import { useApvList } from '../pages/immunity/use-apv-list.ts';
import { useHasRole, useSession, useSessionQuery } from '../session/use-session.ts';
import { FarEnd } from '../testing/far-end.ts';
import { renderHook } from '../testing/render-hook.tsx';
import { useAPVStream } from './use-apv-stream.ts';
import { useChannel } from './use-channel.ts';
import { useHITLWebSocket } from './use-hitl-web-socket.ts';
import { useOncePerSecond } from './use-once-per-second.ts';
import { useWebSocket } from './use-web-socket.ts';

/** What the API answers, by path. */
const answers = new Map<string, unknown>();
/** Lets promises, frames and timers pass until a condition holds, however long a busy machine takes for it. */
const until = (check: () => void) =>
  vi.waitFor(
    async () => {
      await act(async () => await new Promise((done) => setTimeout(done, 5)));
      check();
    },
    { timeout: 60_000, interval: 5 },
  );

beforeEach(() => {
  vi.stubGlobal('WebSocket', FarEnd);
  vi.stubGlobal('fetch', async (url: string) => {
    const answer = answers.get(new URL(url).pathname);
    if (answer !== undefined) return Response.json(answer);
    const problem = {
      type: 't',
      title: 't',
      status: 401,
      detail: 'no session',
      instance: '/',
      code: 'identity.no_session',
      correlation_id: 'evt_1',
    };
    return Response.json(problem, { status: 401, headers: { 'content-type': 'application/problem+json' } });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  answers.clear();
});

const apv = (id: string, version: number, more: object = {}) => ({
  id,
  version,
  primary_id: `CVE-${id}`,
  status: 'detected',
  aliases: [],
  affected_packages: [],
  modified: '2026-11-30T12:00:00Z',
  first_detected_at: `2026-11-30T12:00:0${version}Z`,
  ...more,
});

describe('the hooks of the live connection', () => {
  it('useWebSocket gives the last message, how the connection is, and a way to end it', async () => {
    const heard = vi.fn();
    const threat = { kind: 'new_apv', subject: 'apv_1', title: 'x', priority: 'high' };
    const hook = await renderHook(() => useWebSocket('threats', { onMessage: heard }));
    await until(() =>
      expect(hook.current()).toMatchObject({
        status: 'connected',
        isConnected: true,
        usePolling: false,
        error: undefined,
        queuedMessages: 0,
      }),
    );
    await act(async () => FarEnd.last?.publish('threats', 1, 'threat_alert', threat));
    await until(() => expect(hook.current().data).toMatchObject({ offset: 1, data: threat }));
    expect(heard).toHaveBeenCalledTimes(1);
    hook.current().send('here');
    expect(FarEnd.last?.commands.at(-1)).toMatchObject({ presence: { channel: 'threats', state: 'here' } });
    await act(async () => hook.current().disconnect());
    await until(() => expect(hook.current()).toMatchObject({ status: 'disconnected', isConnected: false }));
    await act(async () => hook.current().reconnect());
    await until(() => expect(hook.current().isConnected).toBe(true));
    await hook.unmount();
  });

  it('useAPVStream keeps the newest of each APV, the patches that can be read, and the metrics', async () => {
    const hook = await renderHook(() => useAPVStream());
    await until(() => expect(hook.current().connectionStatus).toBe('connected'));
    await act(async () => {
      FarEnd.last?.publish('adaptive-immunity', 1, 'apv', apv('a', 1));
      FarEnd.last?.publish('adaptive-immunity', 2, 'apv', apv('b', 1));
      FarEnd.last?.publish('adaptive-immunity', 3, 'apv', apv('a', 2, { status: 'resolved' }));
      FarEnd.last?.publish('adaptive-immunity', 4, 'apv', { id: 'c', partial: true });
      FarEnd.last?.publish('adaptive-immunity', 5, 'patch', { id: 'nonsense' });
      FarEnd.last?.publish('adaptive-immunity', 6, 'metrics', { range: '24h' });
    });
    // All of one frame is applied together.
    await until(() => expect(hook.current().metrics).toMatchObject({ range: '24h' }));
    expect(hook.current().apvs.map(({ id, status }) => [id, status])).toEqual([
      ['b', 'detected'],
      ['a', 'resolved'],
    ]);
    expect(hook.current()).toMatchObject({ patches: [], connectionStatus: 'connected' });
    await act(async () => hook.current().clearApvs());
    await until(() => expect(hook.current().apvs).toEqual([]));
    await hook.unmount();
  });

  it('useHITLWebSocket parts what arrives, and asks the list where a message cannot be read', async () => {
    const told = { onNewPatch: vi.fn(), onDecisionUpdate: vi.fn(), onSystemStatus: vi.fn(), onResync: vi.fn() };
    const hook = await renderHook(() => useHITLWebSocket(told));
    await until(() => expect(hook.current().status).toBe('connected'));
    // Because the connection stood only after the hook was there.
    await until(() => expect(told.onResync).toHaveBeenCalledTimes(1));
    const update = {
      decision_id: 'd',
      decision: 'approved',
      approvals: 1,
      required_approvals: 1,
      effect: 'held',
      version: 2,
    };
    await act(async () => {
      FarEnd.last?.publish('hitl', 1, 'decision_update', update);
      FarEnd.last?.publish('hitl', 2, 'system_status', { status: 'healthy' });
      FarEnd.last?.publish('hitl', 3, 'new_patch', { truncated: true });
      // What is none of the channel's messages is not handed over at all.
      FarEnd.last?.publish('hitl', 4, 'decision_update', {});
    });
    await until(() => expect(hook.current()).toMatchObject({ status: 'connected', lastMessage: { offset: 3 } }));
    expect(hook.current().connectionId).toBe('con_1');
    expect(told.onDecisionUpdate).toHaveBeenCalledWith(update);
    // Once because the connection stood only after the hook was there, once for the message that stood for a row.
    expect([told.onSystemStatus, told.onResync, told.onNewPatch].map((one) => one.mock.calls.length)).toEqual([
      1, 2, 0,
    ]);
    hook.current().send('dec_1');
    expect(FarEnd.last?.commands.at(-1)).toMatchObject({ presence: { channel: 'hitl', state: 'dec_1' } });
    await act(async () => hook.current().disconnect());
    await act(async () => hook.current().connect());
    await hook.unmount();
  });

  it('leave nothing behind: 50 times there and gone', async () => {
    const first = await renderHook(() => useChannel('system', {}));
    const { services } = first;
    const subscribe = vi.spyOn(services.live, 'subscribe');
    const ended = vi.fn();
    subscribe.mockImplementation(() => ended);
    for (let at = 0; at < 50; at += 1) {
      const { unmount } = await renderHook(() => useAPVStream(), { ...services, live: services.live });
      await unmount();
    }
    expect(ended).toHaveBeenCalledTimes(50);
    await first.unmount();
  });

  it('useOncePerSecond does once what was asked for often', async () => {
    const run = vi.fn();
    const hook = await renderHook(() => useOncePerSecond(run));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      hook.current()();
      hook.current()();
      vi.advanceTimersByTime(999);
      expect(run).not.toHaveBeenCalled();
      vi.advanceTimersByTime(5_000);
      expect(run).toHaveBeenCalledTimes(1);
      hook.current()();
      vi.advanceTimersByTime(1_000);
      expect(run).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
    await hook.unmount();
  });
});

describe('the list of APVs', () => {
  it('is what was loaded with what the stream brings on top, marked as new', async () => {
    answers.set('/api/adaptive-immunity/apvs', {
      items: [apv('a', 1)],
      next_cursor: null,
      counts: { status: { detected: 1 }, priority: {} },
      check_state: 'ok',
    });
    const filters = readApvFilters(new URLSearchParams());
    // As they were rendered: new for five seconds, which a machine may take between two looks.
    const marked = new Set<string>();
    const hook = await renderHook(() => {
      const list = useApvList(filters);
      for (const id of list.newIds) marked.add(id);
      return list;
    });
    await until(() => expect(hook.current().apvs.map(({ id }) => id)).toEqual(['a']));
    await until(() => expect(hook.current().stream.connectionStatus).toBe('connected'));
    await act(async () => FarEnd.last?.publish('adaptive-immunity', 1, 'apv', apv('b', 2)));
    await until(() => expect(hook.current().apvs.map(({ id }) => id)).toEqual(['b', 'a']));
    await until(() => expect([...marked]).toEqual(['b']));
    expect(hook.current().counts).toEqual({ status: { detected: 1 }, priority: {} });
    await hook.unmount();
  });

  it('has all that came, also more than the stream keeps, and none of them twice', async () => {
    answers.set('/api/adaptive-immunity/apvs', {
      items: [apv('a', 1)],
      next_cursor: null,
      counts: { status: { detected: 1 }, priority: {} },
      check_state: 'ok',
    });
    const filters = readApvFilters(new URLSearchParams());
    const hook = await renderHook(() => useApvList(filters));
    await until(() => expect(hook.current().apvs).toHaveLength(1));
    await until(() => expect(hook.current().stream.connectionStatus).toBe('connected'));
    await act(async () => {
      for (let n = 1; n <= 130; n += 1)
        FarEnd.last?.publish('adaptive-immunity', n, 'apv', apv(`n${String(n).padStart(3, '0')}`, 2));
    });
    await until(() => expect(hook.current().apvs).toHaveLength(131));
    expect(new Set(hook.current().apvs.map(({ id }) => id)).size).toBe(131);
    expect(hook.current().apvs.at(-1)?.id).toBe('a');
    await hook.unmount();
  });
});

describe('the session', () => {
  it('is who the server says, with the token against forged requests', async () => {
    answers.set('/api/auth/me', {
      kind: 'user',
      name: 'ada',
      user: { display_name: 'Ada' },
      roles: ['viewer', 'operator'],
      scopes: [],
      session_id: null,
      csrf_token: 'secret',
    });
    const hook = await renderHook(() => ({
      query: useSessionQuery(),
      session: useSession(),
      operates: useHasRole('operator'),
      administers: useHasRole('admin'),
    }));
    await until(() =>
      expect(hook.current()).toMatchObject({ session: { name: 'Ada' }, operates: true, administers: false }),
    );
    expect(hook.services.csrf.token).toBe('secret');
    await hook.unmount();
  });

  it('that is missing is told to whoever asked to know', async () => {
    const told = vi.fn();
    const hook = await renderHook(() => useSessionQuery());
    hook.services.onSignedOut.add(told);
    await act(async () => void (await hook.current().refetch()));
    await until(() => expect(hook.current().error).toMatchObject({ status: 401 }));
    expect(told).toHaveBeenCalled();
    await hook.unmount();
  });
});

describe('what every page has', () => {
  it('preferences are kept, and applied at once', async () => {
    const stop = followSystemAppearance();
    const hook = await renderHook(() => usePreferences()[0]);
    await act(async () => changePreferences({ theme: 'dark', motion: 'reduced' }));
    await until(() => expect(hook.current()).toMatchObject({ theme: 'dark' }));
    expect(document.documentElement.dataset).toMatchObject({ theme: 'dark', motion: 'reduced' });
    expect(JSON.parse(localStorage.getItem('maximus.preferences') ?? '')).toMatchObject({ theme: 'dark' });
    await act(async () => changePreferences({ theme: 'light', motion: 'system' }));
    applyAppearance();
    expect([preferences().theme, document.documentElement.dataset['theme']]).toEqual(['light', 'light']);
    stop();
    await hook.unmount();
  });

  it('every page of the navigation can be gone to, and its code can be loaded', async () => {
    const open = { openPalette: vi.fn(), openKeys: vi.fn() };
    const hook = await renderHook(() => {
      useGlobalActions(open);
      return useActionList();
    });
    await until(() => {
      const ids = hook.current().map(({ id }) => id);
      for (const { path, nav } of pages) if (nav !== undefined) expect(ids).toContain(`go.${path}`);
    });
    for (const action of hook.current()) {
      expect(action.available()).toBe(true);
      await act(async () => action.run());
    }
    expect(open.openPalette).toHaveBeenCalled();
    const keys = hook.current().flatMap(({ keys: own = [] }) => own);
    expect(new Set(keys).size).toBe(keys.length);
    for (const page of pages) expect(typeof (await page.load()).Component).toBe('function');
    prefetchPage('/');
    await hook.unmount();
  });
});
