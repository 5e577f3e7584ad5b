/** Minutes since midnight of a time such as `07:30`. */
exports.minutes = (text) => {
  const found = /^(\d+)+:(\d+)+$/.exec(text);
  if (found === null) throw new RangeError(`no time: ${text}`);
  const [hours, minutes] = text.split(':').map(Number);
  return hours * 60 + minutes;
};
