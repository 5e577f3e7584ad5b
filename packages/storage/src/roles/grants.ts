import pg from 'pg';

/** What the working role may do with a table or sequence; `columns` is what it may change where it may not update all. */
interface Rights {
  readonly table: readonly string[];
  readonly columns?: readonly string[];
}

const rows: Rights = { table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] };
const appended: Rights = { table: ['SELECT', 'INSERT'] };
const exceptions: ReadonlyMap<string, Rights> = new Map([
  ['schema_migrations', { table: ['SELECT'] }],
  // Entries leave the waiting list once they have their place; a name may be erased, and the row stays.
  ['audit_waiting', { table: ['SELECT', 'INSERT', 'DELETE'] }],
  ['audit_names', { ...appended, columns: ['name', 'salt', 'erased_at'] }],
]);

/**
 * What the working role may do (hitl.md §7: rows of the audit log are inserted by a role without UPDATE or DELETE). Every
 * table named `audit_…` is append-only unless it is listed; nobody but the owner truncates, alters or drops anything.
 */
function rightsOn(name: string, kind: 'table' | 'sequence'): Rights {
  if (kind === 'sequence') return { table: ['SELECT', 'USAGE'] };
  return exceptions.get(name) ?? (name.startsWith('audit_') ? appended : rows);
}

interface Relation {
  readonly schema: string;
  readonly name: string;
  readonly is_sequence: boolean;
  readonly held: readonly string[];
  readonly columns: readonly string[];
  /** Row level security is on, so that without a policy the working role would see nothing. */
  readonly lacks_policy: boolean;
}

const policy = 'working_role';

/**
 * Gives the role exactly its rights on every table and sequence that the connected owner has in its own schema and in
 * `jobSchema`, and takes from everybody what could shadow a table: temporary ones, and (before PostgreSQL 15) new
 * ones in the schema. Runs in one transaction; at a later start it changes nothing and takes one round trip.
 */
export async function grantRights(client: pg.Client, role: string, jobSchema: string): Promise<void> {
  const to = pg.escapeIdentifier(role);
  const statements: string[] = [];
  const { rows: found } = await client.query<Relation>(relations, [jobSchema, role, policy]);
  for (const { schema, name, is_sequence, held, columns, lacks_policy } of found) {
    const relation = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    const on = `${is_sequence ? 'sequence' : 'table'} ${relation}`;
    const wanted = rightsOn(name, is_sequence ? 'sequence' : 'table');
    if (!sameMembers(held, wanted.table) || !sameMembers(columns, wanted.columns ?? [])) {
      statements.push(`revoke all on ${on} from ${to}`, `grant ${wanted.table.join(', ')} on ${on} to ${to}`);
      if (wanted.columns !== undefined)
        statements.push(`grant update (${wanted.columns.join(', ')}) on ${on} to ${to}`);
    }
    // For all, so that a backup does not name a role that the place of its restoration may lack; who holds no right on
    // the table sees as little as before.
    if (lacks_policy) statements.push(`create policy ${policy} on ${relation} using (true) with check (true)`);
  }
  const { rows: around } = await client.query<Surroundings>(surroundings, [jobSchema, role]);
  const { database = '', schema = '', temporary, creates, uses } = around[0] ?? {};
  if (uses !== true) statements.push(`grant usage on schema ${pg.escapeIdentifier(jobSchema)} to ${to}`);
  if (temporary === true) statements.push(`revoke temporary on database ${pg.escapeIdentifier(database)} from public`);
  if (creates === true) statements.push(`revoke create on schema ${pg.escapeIdentifier(schema)} from public`);
  for (const statement of statements) await client.query(statement);
}

const relations = `
  select n.nspname as schema, c.relname as name, c.relkind = 'S' as is_sequence,
    array(select privilege_type::text from aclexplode(c.relacl) where grantee = $2::text::regrole) as held,
    array(select a.attname::text from pg_attribute a, aclexplode(a.attacl) acl
      where a.attrelid = c.oid and acl.grantee = $2::text::regrole and acl.privilege_type = 'UPDATE') as columns,
    c.relrowsecurity and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = $3) as lacks_policy
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in (current_schema(), $1::text) and c.relkind in ('r', 'p', 'v', 'S')
    and pg_has_role(c.relowner, 'usage')
  order by 1, 2`;

interface Surroundings {
  readonly database: string;
  readonly schema: string;
  readonly temporary: boolean;
  readonly creates: boolean;
  readonly uses: boolean;
}

const surroundings = `
  select current_database() as database, current_schema() as schema,
    has_database_privilege($2, current_database(), 'temporary') as temporary,
    has_schema_privilege($2, current_schema(), 'create') as creates,
    has_schema_privilege($2, $1::text, 'usage') as uses`;

function sameMembers(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((member) => other.includes(member));
}
