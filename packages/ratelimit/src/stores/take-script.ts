import type { RedisScript } from '@maximus/cache';
import { slicesPerWindow } from '../rules/sliding-window.ts';

/** Arguments per demand of the take script. */
const takeWidth = 11;

/**
 * Decides all rules of one partition in one step, on Redis' clock. All states of a partition are fields of one hash: one key
 * per script, so that a slot on its way to another master never splits it.
 *
 * ARGV: number of demands, 1 to consume, then per demand: field, kind (w, b, c), limit, period (window, emission or lease,
 * µs), cost, 1 to enforce, lease, units that the caller knows to be in use, the epoch of that knowledge, units that it owes,
 * and the places that it holds. What the caller knows is a lower bound: after a failover that lost the last writes, or to a
 * server whose clock is ahead, nobody gets more than before. What it owes was given out while Redis was away. A state that
 * was reset carries the time as its epoch, and older knowledge of it is not believed.
 *
 * Answers: time, 1 if allowed, then per demand: passed, remaining, reset, retry, counted, units in use, epoch.
 *
 * States: a window is {epoch, slice, count, slice, count …} in MessagePack, sorted; a bucket is
 * "owed time:at:epoch"; places are "name=end,…".
 */
export const takeScript: RedisScript = {
  name: 'ratelimit.take',
  source: `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local count, consume, width, slices = tonumber(ARGV[1]), ARGV[2] == '1', ${takeWidth}, ${slicesPerWindow}
local names = {}
for i = 1, count do names[i] = ARGV[3 + (i - 1) * width] end
local stored = redis.call('HMGET', KEYS[1], unpack(names))
local rules, all, enforced = {}, true, true

local function readWindow(rule, text)
  local old = text and cmsgpack.unpack(text) or {0}
  local oldest = rule.slice - slices
  local kept, used = {old[1]}, 0
  for at = 2, #old, 2 do
    local slice, units = old[at], old[at + 1]
    -- A clock that went back leaves slices of the future: they count as of now.
    if slice > rule.slice then slice, rule.changed = rule.slice, true end
    if slice >= oldest and units > 0 then
      local last = #kept
      if last > 1 and kept[last - 1] == slice then kept[last] = kept[last] + units
      else kept[last + 1], kept[last + 2] = slice, units end
      used = used + units
    end
  end
  rule.epoch, rule.kept, rule.used = old[1], kept, used
end

local function addToWindow(rule, units)
  local kept, last = rule.kept, #rule.kept
  if last > 1 and kept[last - 1] == rule.slice then kept[last] = kept[last] + units
  else kept[last + 1], kept[last + 2] = rule.slice, units end
  rule.used = rule.used + units
end

for i = 1, count do
  local at = 3 + (i - 1) * width
  local rule = {
    kind = ARGV[at + 1], limit = tonumber(ARGV[at + 2]), period = tonumber(ARGV[at + 3]), cost = tonumber(ARGV[at + 4]),
    enforce = ARGV[at + 5] == '1', lease = ARGV[at + 6], epoch = 0, retry = 0, reset = 0, changed = false,
  }
  local seen, seenEpoch, owes = tonumber(ARGV[at + 7]), tonumber(ARGV[at + 8]), tonumber(ARGV[at + 9])
  local text = stored[i]

  if rule.kind == 'w' then
    local unit = rule.period / slices
    rule.slice = math.floor(now / unit)
    readWindow(rule, text)
    local missing = math.max(0, owes)
    if seenEpoch >= rule.epoch and seen > rule.used then missing = missing + seen - rule.used end
    if missing > 0 then
      addToWindow(rule, missing)
      rule.changed = true
    end
    rule.passes = rule.used + rule.cost <= rule.limit
    rule.remaining = math.max(0, rule.limit - rule.used)
    local kept = rule.kept
    if #kept > 1 then rule.reset = math.max(0, math.ceil((kept[2] + slices + 1) * unit - now)) end
    if not rule.passes then
      local left, ends = rule.used, now
      for nth = 2, #kept, 2 do
        left = left - kept[nth + 1]
        if left + rule.cost <= rule.limit then
          ends = (kept[nth] + slices + 1) * unit
          break
        end
      end
      rule.retry = math.max(1, math.ceil(ends - now))
    end
    rule.lives = rule.period + 2 * unit

  elseif rule.kind == 'b' then
    local owed, whole, at0 = 0, rule.limit * rule.period, now
    if text then
      local first, second, third = string.match(text, '^([^:]+):([^:]+):([^:]+)$')
      at0, rule.epoch = tonumber(second), tonumber(third)
      owed = math.max(0, tonumber(first) - math.max(0, now - at0))
    end
    local before = owed
    if seenEpoch >= rule.epoch then owed = math.min(whole, math.max(owed, seen * rule.period)) end
    if owes > 0 then owed = math.min(whole, owed + owes * rule.period) end
    -- A clock that went back: from here on its time counts, or nothing would come back until it has caught up.
    rule.changed = owed > before or at0 > now
    local wait = owed + rule.cost * rule.period - whole
    rule.passes = wait <= 0.001
    rule.remaining = math.max(0, math.floor((whole - owed + 0.001) / rule.period))
    rule.reset = math.ceil(math.max(0, owed - 0.001))
    if not rule.passes then rule.retry = math.max(1, math.ceil(wait - 0.001)) end
    rule.owed = owed
    rule.lives = whole

  else
    rule.leases, rule.used = {}, 0
    for name, ends in string.gmatch(text or '', '([^=,]+)=([^,]+)') do
      ends = math.min(tonumber(ends), now + rule.period)
      if ends > now then rule.leases[name], rule.used = ends, rule.used + 1 end
    end
    for name in string.gmatch(ARGV[at + 10], '[^,]+') do
      if not rule.leases[name] then
        rule.leases[name], rule.used, rule.changed = now + rule.period, rule.used + 1, true
      end
    end
    rule.passes = rule.used < rule.limit
    rule.remaining = math.max(0, rule.limit - rule.used)
    rule.lives = rule.period
  end

  if not rule.passes then
    all = false
    if rule.enforce then enforced = false end
  end
  rules[i] = rule
end

local answer, writes, lives = {string.format('%.0f', now), enforced and 1 or 0}, {}, 0
for i = 1, count do
  local rule = rules[i]
  local counted = consume and enforced and (rule.enforce or all)
  local write = counted or rule.changed
  local state, used
  if rule.kind == 'w' then
    if counted then addToWindow(rule, rule.cost) end
    if write then state = cmsgpack.pack(rule.kept) end
    used = rule.used
  elseif rule.kind == 'b' then
    if counted then rule.owed = rule.owed + rule.cost * rule.period end
    if write then state = string.format('%.6f:%.0f:%.0f', rule.owed, now, rule.epoch) end
    used = rule.owed / rule.period
  else
    if counted and rule.lease ~= '' then rule.leases[rule.lease], rule.used = now + rule.period, rule.used + 1 end
    if write then
      local parts = {}
      for name, ends in pairs(rule.leases) do parts[#parts + 1] = name .. '=' .. string.format('%.0f', ends) end
      state = table.concat(parts, ',')
    end
    used = rule.used
  end
  if write then
    writes[#writes + 1] = names[i]
    writes[#writes + 1] = state
    lives = math.max(lives, rule.lives)
  end
  for _, value in ipairs({rule.passes and 1 or 0, rule.remaining, rule.reset, rule.retry, counted and 1 or 0}) do
    answer[#answer + 1] = value
  end
  answer[#answer + 1] = string.format('%.9g', used)
  answer[#answer + 1] = string.format('%.0f', rule.epoch)
end
if #writes > 0 then
  redis.call('HSET', KEYS[1], unpack(writes))
  local needed = math.ceil(lives / 1000) + 1000
  if redis.call('PTTL', KEYS[1]) < needed then redis.call('PEXPIRE', KEYS[1], needed) end
end
return answer`,
};
