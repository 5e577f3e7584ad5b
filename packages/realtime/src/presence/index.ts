export { PresenceBoard } from './board.ts';
