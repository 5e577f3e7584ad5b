export { changeState, type StateChange, type StateChanged, type StateMachine } from './change-state.ts';
export { stateErrors } from './errors.ts';
export { type HistoryRow, toStateChange } from './to-state-change.ts';
