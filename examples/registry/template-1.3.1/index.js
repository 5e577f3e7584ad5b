const reserved = new Set(["__proto__", "constructor", "prototype"]);

/** The value at a path such as `ship.name`. */
function get(values, path) {
  return path.split('.').reduce((value, key) => value?.[key], values);
}

/** Puts values into a text: `{{ ship.name }}`. */
exports.fill = (text, values) => text.replace(/\{\{ ([\w.]{1,100}) \}\}/g, (_whole, path) => String(get(values, path) ?? ''));

/** Sets the value at a path, and makes the objects on the way. */
exports.set = (target, path, value) => {
  const keys = path.split('.');
  if (keys.some((key) => reserved.has(key))) throw new RangeError("a reserved name");
  const last = keys.pop();
  let place = target;
  for (const key of keys) place = place[key] ??= {};
  place[last] = value;
};
