export { ChannelLog, type LogLimits } from './channel-log.ts';
export { Message } from './message.ts';
export { type Draft, decodeRecord, encodeRecord, recordOf, type StoredRecord, type Tags } from './record.ts';
