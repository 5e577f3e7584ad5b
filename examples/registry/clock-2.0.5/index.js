/** Minutes since midnight of a time such as `07:30`. */
exports.minutes = (text) => {
  const found = /^\d{1,2}:\d{2}$/.exec(text);
  if (found === null) throw new RangeError(`no time: ${text}`);
  const [hours, minutes] = text.split(':').map(Number);
  return hours * 60 + minutes;
};
