import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InstalledTool } from '../package-managers/types.ts';
import { createCargoIndex, httpGet, sparseAddress } from '../registries/index.ts';
import { ask, binaryTool, complaintOf, onPath, parsedObject, versionIn } from './find-tool.ts';
import { mayAsk } from './may-ask.ts';
import { nothing } from './nothing.ts';
import { openOnce } from './open-once.ts';
import type { Toolchain, ToolchainInput } from './types.ts';

const keep = /^(?:CARGO_HOME|CARGO_REGISTR\w*|CARGO_SOURCE_\w+|RUSTUP_\w+)$/;
const maxConfigBytes = 1 << 20;

/** cargo, with the sparse index that stands in the place of the default one. */
export async function cargoToolchain(input: ToolchainInput): Promise<Toolchain> {
  const program = await cargoItself(input);
  const named = input.registries?.get('crates.io');
  if (program === undefined && named === undefined)
    return nothing('cargo, whose settings name the crate registry, is not on PATH');
  const tool = program === undefined ? undefined : await toolOf(program, input);
  const told = program === undefined || named !== undefined ? named : await indexOf(program, input);
  const index = sparseAddress(told ?? '');
  if (index === undefined) return nothing('cargo does not tell its crate registry');
  const isAsked = mayAsk([index, ...(input.allowed ?? [])]);
  const archiveHosts = (await archiveHostsOf(index, input)).filter((each) => isAsked(new URL(each)));
  return {
    tools: new Map(tool === undefined ? [] : [['cargo', [tool]]]),
    access: { defaultRegistry: index, credentials: new Map(), archiveHosts },
    openSource: async (_project, _lockFile, opened) =>
      openOnce(opened, 'crates.io', () => createCargoIndex({ index, mayAsk: isAsked, get: httpGet })),
  };
}

async function toolOf(program: string, input: ToolchainInput): Promise<InstalledTool | undefined> {
  const version = versionIn(await ask(program, ['--version'], { keep }, input));
  return version === undefined ? undefined : binaryTool(program, version, input);
}

/** The program, or that of the toolchain which `rustup` would start in its place. */
async function cargoItself(input: ToolchainInput): Promise<string | undefined> {
  const program = onPath('cargo', input);
  const rustup = onPath('rustup', input);
  if (program === undefined || rustup === undefined || dirname(rustup) !== dirname(program)) return program;
  const set = { RUSTUP_AUTO_INSTALL: '0' };
  return (await ask(rustup, ['which', 'cargo'], { keep, set }, input))?.trim();
}

/**
 * Where cargo would ask for a crate. No command of it says so; but it names the address that it could not reach, and behind a
 * proxy that is not there it reaches none (The Cargo Book, "Source replacement" and `http.proxy`).
 */
async function indexOf(program: string, input: ToolchainInput): Promise<string | undefined> {
  const cwd = mkdtempSync(join(input.emptyFolder, 'crate-'));
  try {
    mkdirSync(join(cwd, 'src'));
    writeFileSync(join(cwd, 'src/lib.rs'), '');
    writeFileSync(
      join(cwd, 'Cargo.toml'),
      '[package]\nname = "a"\nversion = "0.0.0"\n\n[dependencies]\nb = "*"\n\n[workspace]\n',
    );
    const set = { CARGO_HTTP_PROXY: 'http://127.0.0.1:1', CARGO_NET_RETRY: '0', CARGO_NET_OFFLINE: 'false' };
    const said = await complaintOf(program, ['generate-lockfile', '--color', 'never'], { keep, set, cwd }, input);
    return /failed to download from `(https?:\/\/[^`\s]{1,1000}\/)config\.json`/.exec(said)?.[1];
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Where an index has its crates: `dl` of its `config.json`, with or without markers (The Cargo Book, "Registry Index"). */
async function archiveHostsOf(index: string, { onGivenUp }: ToolchainInput): Promise<readonly string[]> {
  const url = `${index}config.json`;
  const answer = await httpGet({ url, headers: {}, maxBytes: maxConfigBytes, timeoutMs: 30_000 });
  if (answer.state === 'failed') onGivenUp?.();
  if (answer.state === 'failed' || answer.status !== 200) return [];
  const { dl } = parsedObject(Buffer.from(answer.body).toString('utf8'));
  const address = typeof dl === 'string' ? dl.replace(/\{.*$/s, '') : '';
  if (!URL.canParse(address) || new URL(address).origin === new URL(index).origin) return [];
  return [`${new URL(address).origin}/`];
}
