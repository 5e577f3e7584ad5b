import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that are published with their lock file, as of a day when some of what it names was not yet known to be flawed. */
const programs = [['ripgrep', '13.0.0']] as const;

/**
 * A folder with the manifest and the lock file of each program as crates of the configured registry have them: real projects
 * that are complete, which the Rust ones among `projects.tar.gz` are not. Empty where cargo is not on this machine.
 */
export function publishedCrates(into: string): string {
  mkdirSync(into, { recursive: true });
  if (spawnSync('cargo', ['--version']).status !== 0) return into;
  for (const [name, version] of programs) {
    const target = join(into, `${name}-${version}`);
    if (existsSync(target)) continue;
    const asking = join(into, `.asking-${name}`);
    mkdirSync(join(asking, 'src'), { recursive: true });
    writeFileSync(join(asking, 'src/lib.rs'), '');
    const about = `[package]\nname = "asking"\nversion = "0.0.0"\nedition = "2021"\n\n[dependencies]\n${name} = "=${version}"\n`;
    writeFileSync(join(asking, 'Cargo.toml'), about);
    execFileSync('cargo', ['vendor', '--quiet', 'vendor'], { cwd: asking, stdio: 'ignore' });
    mkdirSync(target);
    for (const file of ['Cargo.toml', 'Cargo.lock']) cpSync(join(asking, 'vendor', name, file), join(target, file));
    rmSync(asking, { recursive: true });
  }
  return into;
}
