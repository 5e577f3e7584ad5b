import { apvDetected, apvStatusChanged, apvSuperseded, apvUpdated } from './apvs.ts';
import type { EventType } from './envelope.ts';
import { projectChanged, scanCompleted, snapshotFailed, snapshotImported } from './estate.ts';
import { advisoryChanged, feedFailed, feedProgress, feedSynced, indexSwapped } from './feeds.ts';
import { findingOpened, findingStatusChanged } from './findings.ts';
import { decisionEvents, metricsSnapshot, patchEvents, serviceEvents } from './loop.ts';

/** Every event there is, by type (apv.md §8). */
export const eventCatalogue: ReadonlyMap<string, EventType> = new Map(
  (
    [
      apvDetected,
      apvUpdated,
      apvStatusChanged,
      apvSuperseded,
      ...patchEvents,
      feedSynced,
      feedProgress,
      feedFailed,
      indexSwapped,
      advisoryChanged,
      projectChanged,
      snapshotImported,
      snapshotFailed,
      scanCompleted,
      findingOpened,
      findingStatusChanged,
      ...decisionEvents,
      ...serviceEvents,
      metricsSnapshot,
    ] as readonly EventType[]
  ).map((event) => [event.type, event]),
);
