import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIndex } from '@maximus/advisories';
import type { Api } from '@maximus/client';
import type { Finding, PatchDetail } from '@maximus/contracts';
import { ReviewPolicy } from '@maximus/contracts';
import { systemClock, unwrap } from '@maximus/kernel';
import { patient } from './patient.ts';
import { type ServerUnderTest, startServerProcess, stopServer } from './run-server.ts';
import { signInFirst } from './sign-in.ts';
import { until } from './until.ts';

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url));

/** The example project whose packages are its own. */
export const loopProject = 'berth-board';

/** A server on a new data directory, started as `npm start` does, and the person who logged in first. */
export interface ExampleServer {
  readonly server: ServerUnderTest;
  readonly api: Api;
  /** When the process was started. */
  readonly startedAt: string;
  /** Makes the advisory that is held back known: the next generation of the index has it. Answers when that was there. */
  publishLater(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it. `settings` are `key=value`. */
export async function startExampleServer(dataDir: string, settings: readonly string[] = []): Promise<ExampleServer> {
  const startedAt = new Date().toISOString();
  const server = await startServerProcess(
    dataDir,
    settings.flatMap((each) => ['--set', each]),
  );
  const ada = await signInFirst(server);
  const publish = async () => {
    const from = ['advisories', 'registry/advisories', 'registry/later'].map((folder) => join(examples, folder));
    unwrap(await buildIndex({ out: join(dataDir, 'index'), from, clock: systemClock }));
    return new Date().toISOString();
  };
  return {
    ...{ server, startedAt },
    api: patient(ada.api(server.url)),
    publishLater: publish,
    stop: async () => void (await stopServer(server)),
  };
}

/** When each step of one advisory was reached, by the server's own record; ISO. */
export interface LoopTimes {
  readonly detected: string;
  readonly confirmed: string;
  readonly proposed: string;
  readonly proven: string;
  readonly decided: string;
  readonly merged: string;
  readonly verified: string;
  readonly resolved: string;
}

/** What one advisory came to. */
export interface Followed {
  readonly times: LoopTimes;
  readonly finding: Finding;
  readonly patch: PatchDetail;
}

/**
 * Follows one advisory in the example project from its finding to its end; with `approve`, the person approves the patch as
 * soon as it waits. Throws what was reached where the end does not come within `withinMs`.
 */
export async function followLoop(
  { api }: Pick<ExampleServer, 'api'>,
  primaryId: string,
  { approve, withinMs }: { readonly approve: boolean; readonly withinMs: number },
): Promise<Followed> {
  const endMs = performance.now() + withinMs;
  const rest = () => ({ withinMs: Math.max(0, endMs - performance.now()), state: () => last });
  let last: unknown = 'nothing';
  let findingId = '';
  await until(
    `${primaryId} is found`,
    async () => {
      const listed = await api.listFindings({ query: { project: loopProject } });
      last = listed.ok ? listed.value.body.items.map(({ primary_id, status }) => `${primary_id} ${status}`) : listed;
      findingId = listed.ok ? (listed.value.body.items.find((each) => each.primary_id === primaryId)?.id ?? '') : '';
      return findingId !== '';
    },
    rest(),
  );
  let patch: PatchDetail | undefined;
  const patchComesTo = (status: string) =>
    until(
      `the patch of ${primaryId} is ${status}`,
      async () => {
        const listed = await api.listPatches({ query: { project: loopProject } });
        const found = listed.ok
          ? listed.value.body.items.find((each) => each.primary_ids.includes(primaryId))
          : undefined;
        if (found === undefined) return false;
        last = [found.code, found.status, found.status_reason];
        if (found.status !== status) return false;
        const read = await api.getPatch({ params: { id: found.id } });
        patch = read.ok ? read.value.body : undefined;
        return patch !== undefined;
      },
      rest(),
    );
  if (approve) {
    await patchComesTo('pending_review');
    await approvePatch(api, patch?.id ?? '');
  }
  await patchComesTo('verified');
  let finding: Finding | undefined;
  await until(
    `${primaryId} is resolved`,
    async () => {
      const read = await api.getFinding({ params: { id: findingId } });
      finding = read.ok ? read.value.body : undefined;
      last = finding?.status;
      return finding?.status === 'resolved';
    },
    rest(),
  );
  if (finding === undefined || patch === undefined) throw new Error('what was waited for is there');
  const { timings } = patch;
  return {
    finding,
    patch,
    times: {
      detected: finding.first_seen_at,
      confirmed: String(finding.confirmation?.['confirmed_at']),
      proposed: timings.planned,
      proven: timings.validated ?? '',
      decided: timings.decided ?? '',
      merged: timings.merged ?? '',
      verified: timings.verified ?? '',
      resolved: finding.resolved_at ?? '',
    },
  };
}

async function approvePatch(api: Api, id: string): Promise<void> {
  let decisionId = '';
  await until('a decision waits', async () => {
    const decision = await api.getPatchDecision({ params: { patch_id: id } });
    decisionId = decision.ok ? decision.value.body.decision_id : '';
    return decision.ok;
  });
  const voted = await api.approvePatch({ params: { patch_id: id }, body: { decision_id: decisionId } });
  if (!voted.ok) throw new Error(JSON.stringify(voted.error));
}

/** Lets the policy approve what holds every condition in the example project, from a confidence that needs no proof. */
export async function allowAutoApproval({ api }: Pick<ExampleServer, 'api'>): Promise<void> {
  const project = await api.getProject({ params: { id: loopProject } });
  if (!project.ok) throw new Error(JSON.stringify(project.error));
  const auto_approval = { enabled: true, projects: [project.value.body.id], min_confidence: 0.9, sample_rate: 0 };
  const policy = ReviewPolicy.parse({ auto_approval });
  const put = await api.putReviewPolicy({ body: { scope: { kind: 'estate' }, policy } });
  if (!put.ok) throw new Error(JSON.stringify(put.error));
}
