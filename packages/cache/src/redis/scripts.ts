import { createHash } from 'node:crypto';
import { meansUnknownScript } from './failures.ts';
import type { Link } from './link.ts';
import type { RedisScript, ScriptReply } from './types.ts';

const digests = new WeakMap<RedisScript, string>();

function digestOf(script: RedisScript): string {
  const known = digests.get(script);
  if (known !== undefined) return known;
  const digest = createHash('sha1').update(script.source).digest('hex');
  digests.set(script, digest);
  return digest;
}

/** EVALSHA, and EVAL where this server does not hold the script: after a restart, a failover or a moved slot. */
export async function runScript(
  link: Link,
  script: RedisScript,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<ScriptReply> {
  try {
    return (await link.evalsha(digestOf(script), keys.length, ...keys, ...args)) as ScriptReply;
  } catch (error) {
    if (!meansUnknownScript(error)) throw error;
    return (await link.eval(script.source, keys.length, ...keys, ...args)) as ScriptReply;
  }
}

/** INCRBY that gives a counter without an end its time-to-live (milliseconds; 0: none) in the same step. */
export const incrementScript: RedisScript = {
  name: 'cache.increment',
  source: `
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
if tonumber(ARGV[2]) > 0 and redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return sum`,
};
