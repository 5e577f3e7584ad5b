import type { Audit } from '@maximus/audit';
import type { Route } from '@maximus/http';
import type { Lifecycle } from '@maximus/kernel';
import type { Storage } from '@maximus/storage';
import type { HttpPorts } from '../http/ports.ts';

/** What the started modules give to the HTTP side. */
export function httpPorts(lifecycle: Lifecycle<Route>): HttpPorts {
  const storage = lifecycle.value('storage') as Storage | undefined;
  const audit = lifecycle.value('audit') as Audit | undefined;
  return {
    repeats: storage?.idempotencyKeys,
    recordWrite: audit === undefined ? undefined : (write) => audit.recordWrite(write),
  };
}
