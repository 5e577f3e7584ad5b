import type { RedisScript } from '@maximus/cache';
import { slicesPerWindow } from '../rules/sliding-window.ts';

/** Arguments per change of the adjust script. */
const adjustWidth = 7;

/**
 * Changes states of one partition: `back` undoes a take, `drop` gives a place back, `keep` renews one, `zero` starts anew.
 * ARGV: number of changes, then per change: what, field, kind, period (µs), cost or lease, time of the take, and for how
 * long the state matters (µs).
 */
export const adjustScript: RedisScript = {
  name: 'ratelimit.adjust',
  source: `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for i = 1, tonumber(ARGV[1]) do
  local at = 2 + (i - 1) * ${adjustWidth}
  local what, field, kind, period = ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3])
  local text = redis.call('HGET', KEYS[1], field)
  local state
  if what == 'zero' then
    if kind == 'w' then state = cmsgpack.pack({now})
    elseif kind == 'b' then state = string.format('0:%.0f:%.0f', now, now)
    else state = '' end
  elseif kind == 'c' then
    local parts, name = {}, ARGV[at + 4]
    for known, ends in string.gmatch(text or '', '([^=,]+)=([^,]+)') do
      if known ~= name and tonumber(ends) > now then parts[#parts + 1] = known .. '=' .. ends end
    end
    if what == 'keep' then parts[#parts + 1] = name .. '=' .. string.format('%.0f', now + period) end
    if what == 'keep' or text then state = table.concat(parts, ',') end
  elseif text and kind == 'w' then
    local kept, slice = cmsgpack.unpack(text), math.floor(tonumber(ARGV[at + 5]) / (period / ${slicesPerWindow}))
    for nth = 2, #kept, 2 do
      if kept[nth] == slice then kept[nth + 1] = math.max(0, kept[nth + 1] - tonumber(ARGV[at + 4])) end
    end
    state = cmsgpack.pack(kept)
  elseif text and kind == 'b' then
    local owed, at0, epoch = string.match(text, '^([^:]+):([^:]+):([^:]+)$')
    owed = math.max(0, tonumber(owed) - math.max(0, now - tonumber(at0)) - tonumber(ARGV[at + 4]) * period)
    state = string.format('%.6f:%.0f:%s', owed, now, epoch)
  end
  if state then
    redis.call('HSET', KEYS[1], field, state)
    local needed = math.ceil(tonumber(ARGV[at + 6]) / 1000) + 1000
    if redis.call('PTTL', KEYS[1]) < needed then redis.call('PEXPIRE', KEYS[1], needed) end
  end
end
return 1`,
};
