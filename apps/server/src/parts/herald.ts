import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import type { Audit } from '@maximus/audit';
import { startHerald } from '@maximus/herald';
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import type { Storage } from '@maximus/storage';
import type { BusPart } from './bus.ts';
import { needOf, type ServerContext } from './context.ts';
import { secretFiles } from './secret-files.ts';

/** Tells people outside: signed webhooks, PagerDuty, Slack, e-mail. */
export function heraldModule({ config, clock, logger, registry, dataDir, publicUrl }: ServerContext): Module<Route> {
  return {
    name: 'herald',
    needs: ['storage', 'bus', 'audit'],
    start: async (needs) => {
      const { database, inbox, jobs } = needOf<Storage>(needs, 'storage');
      const { bus } = needOf<BusPart>(needs, 'bus');
      const caFile = config.herald.mail_ca_file;
      return await startHerald({
        config: config.herald,
        clock,
        logger: logger.child({ logger: 'herald' }),
        metrics: registry,
        database,
        inbox,
        jobs,
        bus,
        audit: needOf<Audit>(needs, 'audit'),
        secretsOf: secretFiles(dataDir),
        publicUrl,
        mailAuthorities: caFile === '' ? undefined : [...rootCertificates, await readFile(caFile, 'utf8')],
        answers: config.slack.teams.length === 0 ? 'none' : config.slack.allow_critical ? 'all' : 'light',
      });
    },
  };
}
