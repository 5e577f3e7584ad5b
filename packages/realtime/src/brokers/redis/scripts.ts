import type { RedisScript } from '@maximus/cache';

/**
 * `meta` is a hash: `epoch`, `top`, `floor` (cache channels), `i:<event>` → offset and `r:<offset>` → event for the newest
 * events, `k:<key>` → offset in a cache channel. `stream` holds offset → record. `lost` is true when there is no stream,
 * or when it is behind what the caller has seen of it or holds another event at that place: it was put back (a fail-over
 * lost writes), and readers would take what comes next for what they have. It is also lost when no node has spoken of it
 * for 5 minutes (`seen`): nobody fed it, and what happened meanwhile may never come.
 */
const openStream = `
local meta, stream = KEYS[1], KEYS[2]
local knownEpoch, knownTop, knownId = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local epoch = redis.call('HGET', meta, 'epoch')
local top = tonumber(redis.call('HGET', meta, 'top') or '0')
local lost = not epoch
if epoch and epoch == knownEpoch then
  lost = top < knownTop
  if not lost and knownId ~= '' then
    local id = redis.call('HGET', meta, 'r:' .. ARGV[2])
    lost = id and id ~= knownId
  end
end
local now = tonumber(redis.call('TIME')[1])
local seen = tonumber(redis.call('HGET', meta, 'seen') or now)
if now - seen > 300 then lost = true end
`;

const offsetOf = `local function offsetOf(entry) return tonumber((string.gsub(entry[1], '%-0$', ''))) end
`;

/**
 * One publish: refuse a lost stream and a repeat, append, announce. All keys carry the channel's hash tag.
 * ARGV: known epoch, known top, known event; mode, event, key, messages kept, ids kept, ms the stream lives, ms the
 * position lives, `sharded` or `plain`, record. Answers epoch, offset, 0; 1 for a repeat; -1 for a lost stream.
 */
export const publishScript: RedisScript = {
  name: 'realtime.publish',
  source: `${openStream}${offsetOf}
local mode, event, key, kept, ids = ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
local record = ARGV[12]
if lost then return {'', 0, -1} end
local before = redis.call('HGET', meta, 'i:' .. event)
if before then return {epoch, tonumber(before), 1} end
top = top + 1
redis.call('HSET', meta, 'seen', now, 'top', top, 'i:' .. event, top, 'r:' .. top, event)
local old = redis.call('HGET', meta, 'r:' .. (top - ids))
if old then redis.call('HDEL', meta, 'i:' .. old, 'r:' .. (top - ids)) end
if mode == 'cache' then
  local last = redis.call('HGET', meta, 'k:' .. key)
  if last then redis.call('XDEL', stream, last .. '-0') end
  redis.call('HSET', meta, 'k:' .. key, top)
  redis.call('XADD', stream, top .. '-0', 'm', record, 'k', key)
  while redis.call('XLEN', stream) > kept do
    local oldest = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
    redis.call('XDEL', stream, oldest[1])
    redis.call('HDEL', meta, 'k:' .. oldest[2][4])
    redis.call('HSET', meta, 'floor', offsetOf(oldest))
  end
else
  redis.call('XADD', stream, 'MAXLEN', kept, top .. '-0', 'm', record)
end
redis.call('PEXPIRE', stream, ARGV[9])
redis.call('PEXPIRE', meta, ARGV[10])
local text = epoch .. '\\n' .. top .. '\\n' .. record
local told = {err = 'plain'}
if ARGV[11] == 'sharded' then told = redis.pcall('SPUBLISH', KEYS[3], text) end
if type(told) == 'table' and told.err then redis.call('PUBLISH', KEYS[3], text) end
return {epoch, top, 0}
`,
};

/**
 * Reads on, after beginning a lost stream anew. ARGV: known epoch, known top, known event; mode, entries at most, ms the
 * position lives, candidate epoch, epoch to be replaced. Answers epoch, top, floor, how (0 other, 1 continued,
 * 2 renewed), then offset, record, offset, record …
 */
export const resumeScript: RedisScript = {
  name: 'realtime.resume',
  source: `${openStream}${offsetOf}
local how = 0
if lost or (ARGV[8] ~= '' and epoch == ARGV[8]) then
  redis.call('DEL', meta, stream)
  epoch = ARGV[7]
  top = 0
  redis.call('HSET', meta, 'epoch', epoch, 'top', 0)
  how = 2
elseif epoch == knownEpoch then
  how = 1
end
-- Written even when nothing changes: a Redis that is full or read-only must not look as if it could be used.
redis.call('HSET', meta, 'top', top, 'seen', now)
redis.call('PEXPIRE', meta, ARGV[6])
local floor = top
local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
if first and ARGV[4] == 'cache' then
  floor = tonumber(redis.call('HGET', meta, 'floor') or '0')
elseif first then
  floor = offsetOf(first) - 1
end
local answer = {epoch, top, floor, how}
local from = how == 1 and ('(' .. ARGV[2] .. '-0') or '-'
for _, entry in ipairs(redis.call('XRANGE', stream, from, '+', 'COUNT', ARGV[5])) do
  answer[#answer + 1] = offsetOf(entry)
  answer[#answer + 1] = entry[2][2]
end
return answer
`,
};
