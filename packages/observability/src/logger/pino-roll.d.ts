/** The package brings no types; only what we call is declared. */
declare module 'pino-roll' {
  interface RollingStream extends NodeJS.EventEmitter {
    write(line: string): boolean;
    end(): void;
  }
  const roll: (options: {
    file: string;
    size: string;
    mkdir: boolean;
    limit: { count: number; removeOtherLogFiles: boolean };
  }) => Promise<RollingStream>;
  export = roll;
}
