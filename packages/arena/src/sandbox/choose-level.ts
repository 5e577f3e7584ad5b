import type { SandboxLevel } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { SandboxSupport } from './probe.ts';

/** What decides the level of a run (arena.md §2). */
export interface LevelWish {
  /** `arena.level`. */
  readonly wanted: 'auto' | SandboxLevel;
  /** `arena.allow_process`. */
  readonly allowProcess: boolean;
  /** The project's `arena.consent`. */
  readonly consent: boolean;
  /** Whether an image is configured for the project's ecosystem. */
  readonly hasImage: boolean;
}

/**
 * The level of a run. `auto` takes the strongest there is and never `process` without both consents; a level that was
 * asked for and is not there is `arena.level_unavailable`, never a weaker one in silence.
 */
export function chooseLevel(wish: LevelWish, support: SandboxSupport): Result<SandboxLevel> {
  const container = support.containerClient !== undefined && wish.hasImage;
  const process = support.bubblewrap && wish.allowProcess && wish.consent;
  if (wish.wanted === 'auto') return ok(container ? 'container' : process ? 'process' : 'static');
  if (wish.wanted === 'static') return ok('static');
  if (wish.wanted === 'container') {
    if (container) return ok('container');
    const why = support.containerClient === undefined ? 'no container engine answers' : 'no image is configured';
    return fail(errors.level_unavailable(`level "container" is not available: ${why}`));
  }
  if (process) return ok('process');
  const why = !support.bubblewrap
    ? 'bubblewrap does not work here'
    : !wish.allowProcess
      ? '"arena.allow_process" is not set'
      : 'the project has not given "arena.consent"';
  return fail(errors.level_unavailable(`level "process" is not available: ${why}`));
}
