import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const repository = join(__dirname, '../../..');

/** A server of its own with the made-up organisation in it. */
export interface RunningServer {
  /** Where it listens. */
  url: string;
  stop: () => Promise<void>;
}

function binary(): string {
  const path = process.env.ROAMLINE_SERVER ?? join(repository, 'target/debug/roamline-server');
  if (!existsSync(path)) throw new Error(`There is no server at ${path}. Build it, or set ROAMLINE_SERVER.`);
  return path;
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the server has no standard output');
  const lines = createInterface(child.stdout);
  for await (const line of lines) {
    const [, url] = /^listening on (\S+)$/.exec(line) ?? [];
    if (url === undefined) continue;
    // What it says further must not fill the pipe.
    child.stdout.resume();
    return url;
  }
  throw new Error('the server ended before it listened');
}

/** Starts the server on a free port, its data in a folder that goes away with it. */
export async function startServer(password: string): Promise<RunningServer> {
  const data = await mkdtemp(join(tmpdir(), 'roamline-portal-'));
  const child = spawn(binary(), ['--data', data, '--listen', '127.0.0.1:0', '--sip-listen', '127.0.0.1:0', '--demo'], {
    env: { ...process.env, ROAMLINE_DEMO_PASSWORD: password },
    stdio: ['ignore', 'pipe', process.env.SERVER_LOG === undefined ? 'ignore' : 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await addressOf(child);
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}
