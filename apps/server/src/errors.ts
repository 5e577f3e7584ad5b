import { defineErrors } from '@maximus/kernel';

/** What can go wrong in composing and starting the server. */
export const errors = defineErrors('server', {
  usage: { http: 422, retryable: false, help: 'Run `maximus-server --help` for the flags.' },
  port_taken: {
    http: 500,
    retryable: false,
    help: 'Stop what listens there, or choose another port with --port or MAXIMUS_HTTP_PORT (metrics: MAXIMUS_METRICS_PORT).',
  },
  listen_failed: { http: 500, retryable: false, help: 'Give an address of this machine and a port above 1023.' },
  data_dir: {
    http: 500,
    retryable: false,
    help: 'Give a folder that this user may write, with --data-dir or MAXIMUS_DATA_DIR.',
  },
  disk_full: { http: 500, retryable: false, help: 'Free at least 256 MiB on that disk, or move the data directory.' },
  secret_unreadable: { http: 422, retryable: false, help: 'Name a file that this user may read.' },
  refused_in_production: { http: 422, retryable: false, help: 'Leave the setting out, or run another environment.' },
  example_registry: {
    http: 500,
    retryable: false,
    help: 'Free the port that the .npmrc of the example project berth-board names, or start with a new data directory.',
  },
  unknown_policy: { http: 500, retryable: false, help: 'A fault of ours: report it with the endpoint that is named.' },
  unknown_target: { http: 422, retryable: false, help: 'Run `maximus-server --list-targets`.' },
});
