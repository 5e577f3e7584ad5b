import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import type { Storage } from '@maximus/storage';
import { needOf } from './context.ts';

/** Lets background jobs run once every module has said what it can do; stops them before the modules that they work for. */
export function jobsModule(owners: readonly string[]): Module<Route> {
  return {
    name: 'jobs',
    needs: ['storage', ...owners],
    start: async (needs) => {
      const { jobs } = needOf<Storage>(needs, 'storage');
      await jobs.start();
      return { value: jobs, stop: (deadline) => jobs.stop(deadline) };
    },
  };
}
