import { execFileSync } from 'node:child_process';

/** Some tests run the built entries as processes of their own, as users do. */
export function setup(): void {
  execFileSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' });
}
