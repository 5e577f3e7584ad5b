/**
 * How a service speaks HTTP without knowing the server: endpoints from contracts get handlers, errors become problems,
 * lists get cursors, a principal is asked what it may, and an
 * address whether it is a public one. No sockets and no framework; the server mounts the routes.
 * Read route.ts first.
 */
export { type CursorPosition, decodeCursor, encodeCursor } from './cursor.ts';
export { errors } from './errors.ts';
export { holdsRole, mayAccess, type Principal, type Role, roles } from './principal.ts';
export { type ProblemPlace, problemOf } from './problem.ts';
export { isPublicAddress } from './public-address.ts';
export { type Answer, acceptedAnswer, type HandlerInput, okAnswer, type Route, route, type Upload } from './route.ts';
