import { isAbsolute } from 'node:path';
import { fail, ok, parseDuration, parseSize, type Result } from '@maximus/kernel';
import { ForgeConfig, type ForgeConfigInput } from './config.ts';
import { close } from './delivery/close.ts';
import type { DeliveryContext } from './delivery/context.ts';
import { deliver } from './delivery/deliver.ts';
import { refresh } from './delivery/refresh.ts';
import type { CloseReason, Delivery, Forge } from './delivery/types.ts';
import { withoutPrivate } from './delivery/without-private.ts';
import { errors } from './errors.ts';
import { projectOf } from './forges/project-name.ts';
import { forges } from './forges/registry.ts';
import { cloneFolder, homeFolder } from './git/clone.ts';
import { checkedAddress, originAccess } from './git/origin.ts';
import { boundedGit } from './git/run-git.ts';
import { forgeClient } from './http/forge-client.ts';
import type { ForgePlugin, ForgeTools, PullRequests } from './types.ts';
import { memoryReplays } from './webhooks/replay-memory.ts';
import { verifyWebhook } from './webhooks/verify-webhook.ts';

/**
 * The way out of one project. Settings that cannot work are refused here (`forge.config_invalid`), before anything is tried.
 * Calls on one forge run one after the other; two processes on one work folder cannot harm each other, since every push says
 * what it expects.
 */
export function createForge(input: ForgeConfigInput, tools: ForgeTools): Result<Forge> {
  const parsed = ForgeConfig.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail(errors.config_invalid(`${issue?.path.join('.') ?? 'forge'}: ${issue?.message ?? 'not as expected'}`));
  }
  const config = parsed.data;
  const plugin = forges[config.kind];
  const context = contextOf(config, plugin, tools);
  if (!context.ok) return context;
  const { value } = context;
  const replays = tools.replays ?? memoryReplays(tools.clock);
  const serial = oneAfterTheOther();
  const words = privateWords(config, plugin, tools);
  const fit = (delivery: Delivery) => ({ ...delivery, statement: withoutPrivate(delivery.statement, words) });
  const fitReason = (reason: CloseReason) => withoutPrivate(reason, words);
  return ok({
    deliver: (delivery) => serial(() => deliver(value, fit(delivery))),
    refresh: (delivery) => serial(() => refresh(value, fit(delivery))),
    close: (delivery, reason) => serial(() => close(value, fit(delivery), fitReason(reason))),
    verifyWebhook: (request) =>
      verifyWebhook(plugin.webhooks, request, {
        clock: tools.clock,
        secrets: tools.secrets?.webhookSecrets ?? [],
        windowMs: milliseconds(config.webhook_window),
        replays,
        project: projectName(config),
      }),
  });
}

function contextOf(config: ForgeConfig, plugin: ForgePlugin, tools: ForgeTools): Result<DeliveryContext> {
  const token = tools.secrets?.token;
  const access = originAccess(config, plugin.gitUser, token);
  if (!access.ok) return access;
  const wait = tools.wait ?? ((ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)));
  const pulls = pullRequestsOf(config, plugin, tools, wait);
  if (!pulls.ok) return pulls;
  const maxRepositoryBytes = parseSize(config.max_repository) ?? 0;
  const git = boundedGit({
    program: config.git,
    home: homeFolder(config),
    timeoutMs: milliseconds(config.git_timeout),
    maxRepositoryBytes,
    secrets: secretTexts(plugin, token),
  });
  const web = plugin.capabilities.pullRequests ? new URL(config.origin) : undefined;
  return ok({
    plugin,
    config,
    clone: { git, dir: cloneFolder(config), access: access.value, config, maxRepositoryBytes, wait },
    pulls: pulls.value,
    clock: tools.clock,
    maxPatchBytes: parseSize(config.max_patch) ?? 0,
    webUrl: web === undefined ? undefined : `${web.origin}/${projectName(config)}`,
  });
}

function pullRequestsOf(
  config: ForgeConfig,
  plugin: ForgePlugin,
  tools: ForgeTools,
  wait: (ms: number) => Promise<void>,
): Result<PullRequests | undefined> {
  if (plugin.pullRequests === undefined) return ok(undefined);
  const address = config.api_url === '' ? plugin.apiUrl(new URL(config.origin)) : config.api_url;
  const apiUrl = checkedAddress(address ?? '', config.allow_http, 'api_url');
  if (!apiUrl.ok) return apiUrl;
  const project = projectName(config);
  if (!/^[^/]+\/.+$/.test(project)) return fail(errors.config_invalid('project must be like owner/name'));
  const token = tools.secrets?.token;
  const client = forgeClient({
    apiUrl: apiUrl.value,
    headers: plugin.headers(token),
    secrets: secretTexts(plugin, token),
    timeoutMs: milliseconds(config.request_timeout),
    maxWaitMs: milliseconds(config.max_wait),
    clock: tools.clock,
    wait,
  });
  return ok(plugin.pullRequests(client, project, config));
}

/** The token in the forms in which it travels. */
function secretTexts(plugin: ForgePlugin, token: string | undefined): string[] {
  if (token === undefined || token === '') return [];
  return [token, Buffer.from(`${plugin.gitUser}:${token}`).toString('base64')];
}

/** What no commit and no pull request may hold: secrets, and the folders of this server. */
function privateWords(config: ForgeConfig, plugin: ForgePlugin, tools: ForgeTools): string[] {
  const folders = [config.work_dir, config.checkout, config.origin, config.signing_key].filter(isAbsolute);
  return [...secretTexts(plugin, tools.secrets?.token), ...(tools.secrets?.webhookSecrets ?? []), ...folders];
}

function projectName(config: ForgeConfig): string {
  if (config.project !== '' || config.kind === 'local') return config.project;
  return projectOf(new URL(config.origin));
}

function milliseconds(text: string): number {
  return parseDuration(text) ?? 0;
}

function oneAfterTheOther(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    // A failure belongs to its own caller; the next one only waits for the end.
    last = next.catch(() => undefined);
    return next;
  };
}
