import type { Dialect } from '@maximus/realtime';
import { simpleCloseCode } from './close-codes.ts';

const place = (offset: number, epoch: string) => `,"offset":${offset},"epoch":${JSON.stringify(epoch)}`;

/** `/ws/adaptive-immunity`: {type, timestamp, payload}. */
function immunity(positions: boolean): Dialect {
  return {
    showsSkip: false,
    message: ({ record, offset }, _name, _skip, epoch) =>
      `{"type":${JSON.stringify(record.type)},"timestamp":"${record.timestamp}","payload":${record.dataText}` +
      `${positions ? place(offset, epoch) : ''}}`,
    heartbeat: ({ time, connections }) =>
      JSON.stringify({
        type: 'heartbeat',
        timestamp: time,
        payload: { status: 'alive', active_connections: connections },
      }),
    closeCode: simpleCloseCode,
  };
}

/** `/ws/{client_id}`: {type, channel, data, timestamp}. */
function simple(positions: boolean): Dialect {
  return {
    showsSkip: false,
    message: ({ record, offset }, name, _skip, epoch) =>
      `{"type":${JSON.stringify(record.type)},"channel":${JSON.stringify(name)},"data":${record.dataText},` +
      `"timestamp":"${record.timestamp}"${positions ? place(offset, epoch) : ''}}`,
    heartbeat: ({ time, connections }) =>
      JSON.stringify({ type: 'heartbeat', data: { active_connections: connections }, timestamp: time }),
    closeCode: simpleCloseCode,
  };
}

/** `/hitl/ws`: {type, timestamp, data}. */
function hitl(positions: boolean): Dialect {
  return {
    showsSkip: false,
    message: ({ record, offset }, _name, _skip, epoch) =>
      `{"type":${JSON.stringify(record.type)},"timestamp":"${record.timestamp}","data":${record.dataText}` +
      `${positions ? place(offset, epoch) : ''}}`,
    heartbeat: ({ time }) => JSON.stringify({ type: 'heartbeat', timestamp: time, server: 'maximus' }),
    closeCode: simpleCloseCode,
  };
}

const both = (make: (positions: boolean) => Dialect) => ({ plain: make(false), positions: make(true) });

/** The dialects of the simple endpoints, one object per form: frames are shared by it. */
export const dialects = { immunity: both(immunity), simple: both(simple), hitl: both(hitl) } as const;
