import { defineErrors } from '@maximus/kernel';

/** What can go wrong in setting up what a process tells of itself. */
/** What can go wrong when observing is set up. */
export const errors = defineErrors('observability', {
  metric_name: {
    http: 500,
    retryable: false,
    help: 'Name it `<component>_<metric>_<unit>` with a unit of docs/reference/metrics.md.',
  },
  metric_label: { http: 500, retryable: false, help: 'Use labels of a bounded range only, in snake_case.' },
  metric_duplicate: { http: 500, retryable: false, help: 'Two tables declare one name: rename one of them.' },
  log_file: { http: 500, retryable: false, help: 'Give a log file in a folder that the server may write.' },
});
