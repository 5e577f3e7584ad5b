import type { Database } from '@maximus/storage';
import { sql } from '@maximus/storage/testing';

/** How large the generated estate is. */
export interface EstateSize {
  readonly projects: number;
  readonly components: number;
  readonly groups: number;
  /** Picks per project of what matches; equal ones fall together. */
  readonly picks: number;
}

/** More than a million findings: 1.4 million. */
export const million: EstateSize = { projects: 10_000, components: 200_000, groups: 5_000, picks: 150 };

/** What has been filled by earlier runs, and is told of more. */
export interface FillProgress {
  readonly done: ReadonlySet<string>;
  readonly note: (step: string, seconds: number) => void;
}

/**
 * Fills a migrated database by SQL alone: severities, signals and priorities that go together as they do in life,
 * popularity of packages by a power law, old findings more often closed than new ones, one team of a third of the projects
 * and many small ones. Each step is a transaction with its own seed, so that a fill that was cut off goes on.
 */
export async function fillEstate(database: Database, size: EstateSize, { done, note }: FillProgress): Promise<void> {
  for (const [name, text] of Object.entries(steps(size))) {
    if (done.has(name)) continue;
    const began = performance.now();
    await database.transaction(async ({ kysely }) => {
      await sql`set local work_mem = '256MB'`.execute(kysely);
      await sql`select setseed(0.42)`.execute(kysely);
      await sql.raw(text).execute(kysely);
    });
    note(name, (performance.now() - began) / 1_000);
  }
}

const ecosystem = (n: string) => `(array['npm','npm','npm','npm','npm','PyPI','PyPI','Go','Go','Maven','crates.io',
  'RubyGems','Packagist','NuGet'])[1 + ${n} % 14]`;
const now = `timestamptz '2026-11-30 12:00:00+00'`;

function steps({ projects, components, groups, picks }: EstateSize): Readonly<Record<string, string>> {
  return {
    projects: `
      insert into project (id, name, slug, source_kind, source, team, services, last_scan_at, checked_at, check_state,
        component_count, archived, created_at, updated_at)
      select maximus_uuid7(${now} - interval '400 days' + n * interval '1 minute'), 'Project ' || n,
        'project-' || to_char(n, 'FM00000'), (array['git','git','git','sbom','path','report'])[1 + n % 6], '{"location":"x"}',
        case when n % 3 = 0 then 'platform' when n % 7 = 0 then null else 'team-' || (n % 211) end,
        array['service-' || (n % 900)], case when n % 20 = 0 then null else ${now} - (n % 3000) * interval '1 second' end,
        ${now} - (n % 3000) * interval '1 second', (array['ok','ok','ok','ok','incomplete','stale','unknown'])[1 + n % 7],
        1000, n % 40 = 0, ${now} - interval '400 days' + n * interval '1 minute', ${now}
      from generate_series(1, ${projects}) n`,
    components: `
      insert into component (id, purl, ecosystem, base_ecosystem, name, name_key, version, licences, first_seen_at,
        judged_generation)
      select maximus_uuid7(${now} - interval '400 days' + n * interval '2 minutes'),
        'pkg:' || lower(e) || '/' || name || '@' || version, e, e, name, name, version, array['MIT'],
        ${now} - interval '400 days' + n * interval '2 minutes', 1
      from (select n, ${ecosystem('(n / 5)')} as e,
        case when (n / 5) % 14 in (7, 8) then 'github.com/org-' || (n / 50) || '/lib-' || (n / 5) else
          chr(97 + (n / 5 * 7) % 26) || chr(97 + (n / 5 * 11) % 26) || '-package-' || (n / 5) end as name,
        (1 + n % 5) || '.' || (n % 17) || '.0' as version
      from generate_series(1, ${components}) n) c`,
    files: `
      insert into project_file (project_key, path, format) select key, 'package-lock.json', 'npm-lock' from project`,
    occurrences: `
      insert into occurrence (component_key, project_key, file_key, scope, direct)
      select distinct on (c, p) c, p, f, case when r < 0.62 then 0 when r < 0.93 then 4 when r < 0.97 then 2
          when r < 0.999 then 1 else 3 end, r < 0.12
      from (select p.key as p, f.key as f, 1 + floor(power(random(), 4) * ${components - 1})::int as c, random() as r
        from project p join project_file f on f.project_key = p.key, generate_series(1, 200)) o
      order by c, p`,
    groups: `
      insert into alias_group (id, primary_id, first_seen_at, created_at)
      select maximus_uuid7(at), 'CVE-' || (2018 + n % 9) || '-' || (10000 + n), at, at
      from (select n, ${now} - (${groups} - n) * interval '100 minutes' as at from generate_series(1, ${groups}) n) g`,
    aliases: `
      insert into alias_member (name, group_key, id, is_record, first_seen_at)
      select lower(primary_id), key, primary_id, true, first_seen_at from alias_group
      union all select 'ghsa-2222-' || lpad(to_hex(key), 4, '0') || '-bbbb', key,
        'GHSA-2222-' || lpad(to_hex(key), 4, '0') || '-bbbb', true, first_seen_at from alias_group`,
    // Each group matches versions of one package, those of one out of ten also of a second one.
    matches: `
      insert into component_match (component_key, group_key, fingerprint, kind, confidence, fixed_version, fixed_versions, matched)
      select distinct on (c, g) c, g, 1, 'vulnerability', 'high', '9.0.0', array['9.0.0'],
        '[{"id":"GHSA-x","reason":"range","text":"1.0.0 is in the range"}]'
      from (select key as g, 1 + (5 * floor(power(random(), 2) * ${components / 5 - 2})::int) as base from alias_group) g,
        generate_series(0, 3) as v, lateral (select base + v as c) x
      order by c, g`,
    apvs: `
      insert into apv (group_key, id, code, primary_id, cve_id, kind, summary, status, status_changed_at, check_state,
        severity, severity_rank, cvss, epss, in_kev, priority, score, urgency, due_at, project_count, service_count,
        finding_counts, assessment, published, modified, processed_at, first_detected_at,
        last_seen_at, correlation_id, created_at, updated_at)
      select key, maximus_uuid7(first_seen_at), 'APV-' || to_char(first_seen_at, 'YYYYMMDD') || '-' || key, primary_id, primary_id,
        'vulnerability', 'A flaw of kind ' || (key % 97) || ' in a package', status, first_seen_at, 'ok',
        (array['critical','high','medium','low','none','unknown'])[1 + rank], rank, cvss, epss, kev, level, score,
        4004 - (level * 1001 + round(score * 10)), case when level = 0 then 'infinity' else
          date_trunc('day', first_seen_at) + (15 * (5 - level)) * interval '1 day' end, 0, key % 60, '{}', '{"priority_reasons":[],"affected_services":["service-1"]}',
        first_seen_at - interval '3 days', first_seen_at + (key % 50) * interval '1 hour', first_seen_at, first_seen_at, ${now},
        'bench', first_seen_at, first_seen_at
      from (select *, least(3, greatest(0, 3 - rank + (kev or epss > 0.5)::int)) as level,
          least(100, coalesce(cvss, 5) * 8 + coalesce(epss, 0) * 20)::real as score
        from (select *, case rank when 0 then 9.0 + (key % 11) / 10.0 when 1 then 7.0 + (key % 20) / 10.0
            when 2 then 4.0 + (key % 30) / 10.0 when 3 then 0.1 + (key % 39) / 10.0 when 4 then 0 end::real as cvss
          from (select g.*, case when r < 0.08 then 0 when r < 0.4 then 1 when r < 0.85 then 2 when r < 0.97 then 3
              when r < 0.975 then 4 else 5 end as rank, case when r2 < 0.1 then null else power(r2, 12)::real end as epss,
              r3 < 0.012 as kev, (array['detected','detected','detected','confirmed','remediating','could_not_check',
              'resolved','accepted','not_affected','verifying'])[1 + g.key % 10] as status
            from (select *, random() as r, random() as r2, random() as r3 from alias_group) g) a) b) c`,
    words: `
      insert into apv_words (group_key, ecosystems, packages, search, document)
      select group_key, array[e], array['package-' || group_key], to_tsvector('simple', primary_id || ' ' || summary),
        jsonb_build_object('aliases', array[primary_id], 'details', repeat('words about the flaw ', 40), 'references', '[]'::jsonb,
          'cwe_ids', array['CWE-79'], 'affected_packages', jsonb_build_array(jsonb_build_object('ecosystem', e,
          'name', 'package-' || group_key, 'fixed_versions', array['9.0.0'])), 'priority_reasons', '[]'::jsonb,
          'affected_services', array['service-1'], 'recommended_strategy', 'dependency_upgrade', 'remediation_complexity', 'low')
      from (select *, ${ecosystem('group_key')} as e from apv) a`,
    findings: `
      insert into finding (id, project_key, component_key, group_key, status, resolution, scope, direct, ecosystem, package, first_seen_at, last_seen_at, status_changed_at, resolved_at,
        created_at, updated_at)
      select maximus_uuid7(at), p, c, g, status, case when status = 'resolved' then 'external' end, scope, direct, ecosystem, name, at, at, least(${now}, at + lag),
        case when status = 'resolved' then least(${now}, at + lag) end, at, at
      from (select *, (case when r < 0.34 * age then 'resolved' when r < 0.36 * age then 'retracted' when r < 0.40 then 'not_affected'
            when r < 0.43 then 'accepted' when r < 0.435 then 'delivered' when r < 0.455 then 'remediating'
            when r < 0.49 then 'could_not_check' when r < 0.59 then 'confirmed' else 'suspected' end)::finding_status as status
        from (select f.*, c.ecosystem, c.name, random() as r,
            case when r1 < 0.62 then 0 when r1 < 0.93 then 4 when r1 < 0.97 then 2 when r1 < 0.999 then 1 else 3 end as scope,
            r1 < 0.12 as direct, (r2 * r2 * 60) * interval '1 day' as lag,
            ${now} - power(r3, 2) * interval '365 days' as at, r3 as age
          from (select distinct on (m.component_key, m.group_key, x.p) x.p, m.component_key as c, m.group_key as g,
              x.r1, x.r2, x.r3
            from (select p.key as p, 1 + floor(power(random(), 3) * (select count(*) from component_match))::int as pick,
                random() as r1, random() as r2, random() as r3 from project p, generate_series(1, ${picks})) x
            join (select *, row_number() over (order by hashint4(group_key), component_key) as pick from component_match) m using (pick)
          ) f join component c on c.key = f.c) s) t
      order by at`,
    'finding histories': `
      insert into finding_history (finding_id, version, to_status, at, actor, reason, correlation_id)
      select id, 1, 'suspected', first_seen_at, 'oraculo', 'matched', 'bench' from finding`,
    'apv histories': `
      insert into apv_history (group_key, version, from_status, to_status, at, actor, reason, correlation_id)
      select group_key, 1, null, 'detected', first_detected_at, 'oraculo', 'detected', 'bench' from apv
      union all select group_key, 2, 'detected', status, first_detected_at + interval '9 days', 'oraculo', 'changed', 'bench'
        from apv where status <> 'detected'`,
    counts: `
      update apv a set project_count = n.projects, finding_counts = n.counts from (
        select group_key, sum(n)::int as projects, jsonb_object_agg(status, n) as counts
        from (select group_key, status, count(*) as n from finding group by 1, 2) s group by 1) n
      where n.group_key = a.group_key`,
    scans: `
      insert into scan (id, project_key, trigger, state, counters, queued_at, started_at, finished_at, correlation_id)
      select maximus_uuid7(at), p.key, 'periodic', (array['succeeded','succeeded','succeeded','succeeded','partial','failed',
          'cancelled'])[1 + (p.key + n) % 7], '{"packages_scanned":1000,"new":1}', at, at, at + interval '2 seconds', 'bench'
      from project p, generate_series(1, 20) n, lateral (select ${now} - n * interval '1 hour' - p.key * interval '300 ms' as at) t
      order by at`,
  };
}
