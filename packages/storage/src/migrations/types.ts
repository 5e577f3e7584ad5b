/**
 * Takes one SQL statement, or several separated by semicolons, as text or as a template without values. What a migration
 * says is recorded first and executed afterwards, so it can depend on nothing but itself.
 */
export type MigrationSql = (statements: string | TemplateStringsArray) => Promise<void>;

/** One step of the schema. Once released it never changes; a later step corrects it. */
export interface Migration {
  /** `NNNN-name`, the name of its file; steps run in the order of their ids. */
  readonly id: string;
  up(sql: MigrationSql): Promise<void> | void;
}
