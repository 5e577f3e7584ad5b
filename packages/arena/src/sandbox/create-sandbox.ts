import type { SandboxLevel } from '@maximus/contracts';
import { createBubblewrapSandbox } from './bubblewrap-sandbox.ts';
import { createContainerSandbox } from './container/container-sandbox.ts';
import { createPlainSandbox } from './plain-sandbox.ts';
import type { SandboxSupport } from './probe.ts';
import type { Sandbox } from './types.ts';

/** What decides which sandbox is made. */
export interface SandboxChoice {
  readonly level: SandboxLevel;
  readonly support: SandboxSupport;
  readonly isRoot: boolean;
  /** For level `container`: `name@sha256:…`. */
  readonly image?: string;
}

/** The place in which the commands of a level run; level `static` is shut in as well wherever bubblewrap works. */
export function createSandbox({ level, support, isRoot, image }: SandboxChoice): Sandbox {
  if (level === 'container' && support.containerClient !== undefined && image !== undefined) {
    return createContainerSandbox({
      client: support.containerClient,
      image,
      environment: support.engineEnvironment ?? {},
      isRoot,
    });
  }
  if (support.bubblewrap) return createBubblewrapSandbox({ level: level === 'static' ? 'static' : 'process', isRoot });
  return createPlainSandbox();
}
