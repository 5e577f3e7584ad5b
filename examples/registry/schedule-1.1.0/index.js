const clock = require('@berth-board/clock');

/** The first of some arrivals at or after a time. */
exports.next = (arrivals, now) => {
  const from = clock.minutes(now);
  return arrivals
    .map((arrival) => ({ arrival, at: clock.minutes(arrival.at) }))
    .filter(({ at }) => at >= from)
    .sort((a, b) => a.at - b.at)[0]?.arrival;
};
