import { hash } from 'node:crypto';
import { addressBucket } from './client-address.ts';
import type { Partition, Policy } from './policy.ts';

/** Who sends a request. */
export type Client =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user' | 'token'; readonly id: string; readonly roles?: readonly string[] };

/** What the limiter must know of a request. */
export interface RequestFacts {
  readonly method: string;
  /** The route's pattern, not the path: `/api/projects/{id}`. Calls to the outside: the host. */
  readonly route: string;
  /** The policy that the endpoint names; absent or `default`: the first that matches. */
  readonly policy?: string;
  readonly client: Client;
  /** The client's address, as `clientAddress` found it. */
  readonly address: string;
  /** The account that somebody tries to log into. */
  readonly account?: string;
  /** Items of a bulk request; 1 by default. Only the policy's own windows and buckets count it. */
  readonly cost?: number;
}

/** The key of the partition that a request counts against; foreign text appears in it only as a digest. */
export function partitionKey(partition: Partition, facts: RequestFacts): string {
  const { client, address, account, route } = facts;
  switch (partition) {
    case 'route':
      return keyOf('route', route);
    case 'account':
      if (account !== undefined) return keyOf('account', account.normalize('NFKC').toLowerCase());
      break;
    case 'address':
      break;
    case 'user':
    case 'token':
      if (client.kind === partition) return keyOf(client.kind, client.id);
      break;
    case 'client':
      if (client.kind !== 'anonymous') return keyOf(client.kind, client.id);
      break;
  }
  return keyOf('address', addressBucket(address));
}

const knownKeys = new Map<string, string>();
const mostKnownKeys = 10_000;

function keyOf(kind: string, text: string): string {
  const name = `${kind}:${text}`;
  const known = knownKeys.get(name);
  if (known !== undefined) return known;
  const key = `${kind}:${hash('sha256', text, 'base64url').slice(0, 22)}`;
  // Whoever comes often is found; a flood of names costs each of them one digest again.
  if (knownKeys.size >= mostKnownKeys) knownKeys.clear();
  if (text.length <= 128) knownKeys.set(name, key);
  return key;
}

/**
 * Chooses policies like `choosePolicy`, and remembers what was chosen where no policy asks for roles. Routes that are
 * never limited have none.
 */
export function policyChooser(policies: readonly Policy[], unlimited: readonly string[]) {
  const choose = (facts: RequestFacts): Policy | undefined =>
    unlimited.some((pattern) => routeFits(pattern, facts.route)) ? undefined : choosePolicy(policies, facts);
  if (policies.some(({ match }) => match?.roles !== undefined)) return choose;
  const known = new Map<string, Policy | undefined>();
  return (facts: RequestFacts): Policy | undefined => {
    const question = `${facts.policy ?? ''} ${facts.method} ${facts.client.kind} ${facts.route}`;
    const found = known.get(question);
    if (found !== undefined || known.has(question)) return found;
    const policy = choose(facts);
    if (known.size >= 1_000) known.clear();
    known.set(question, policy);
    return policy;
  };
}

/** The policy of a request, in the order of the list; the last one is taken when none fits. */
export function choosePolicy(policies: readonly Policy[], facts: RequestFacts): Policy | undefined {
  const named = facts.policy === 'default' ? undefined : policies.find(({ name }) => name === facts.policy);
  return named ?? policies.find((policy) => fits(policy, facts)) ?? policies.find(({ name }) => name === 'default');
}

function fits({ match }: Policy, { method, route, client }: RequestFacts): boolean {
  if (match === undefined) return false;
  if (match.methods !== undefined && !match.methods.includes(method)) return false;
  if (match.routes !== undefined && !match.routes.some((pattern) => routeFits(pattern, route))) return false;
  if (match.clients !== undefined && !match.clients.includes(client.kind)) return false;
  const roles = client.kind === 'anonymous' ? [] : (client.roles ?? []);
  return match.roles === undefined || match.roles.some((role) => roles.includes(role));
}

/** Whether a route is the one of a pattern, whose trailing `*` stands for any end. */
function routeFits(pattern: string, route: string): boolean {
  return pattern.endsWith('*') ? route.startsWith(pattern.slice(0, -1)) : route === pattern;
}
