import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { step } from '../launcher/terminal.ts';
import { type Instruction, parseDockerfile, type Stage } from './dockerfile.ts';

type Built = { folder: string; environment: Record<string, string> };

/**
 * Carries out a Dockerfile without Docker: each stage is a folder, its RUN lines see nothing of this process' environment
 * but PATH, HOME and npm's settings.
 * @returns the last stage
 */
export async function buildImage(context: string, workspace: string): Promise<Built> {
  const built = new Map<string, Built>();
  let last: Built | undefined;
  for (const stage of parseDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    last = await buildStage(stage, built, context, workspace);
    built.set(stage.name, last);
  }
  if (!last) throw new Error('The Dockerfile has no stage.');
  return last;
}

async function buildStage(stage: Stage, built: Map<string, Built>, context: string, workspace: string): Promise<Built> {
  const parent = built.get(stage.from);
  const self: Built = { folder: join(workspace, stage.name), environment: { ...parent?.environment } };
  mkdirSync(self.folder, { recursive: true });
  if (parent) duplicate(`${parent.folder}/.`, self.folder, '--link');
  for (const instruction of stage.instructions) await carryOut(instruction, self, built, context);
  return self;
}

async function carryOut(
  { name, args }: Instruction,
  self: Built,
  built: Map<string, Built>,
  context: string,
): Promise<void> {
  if (name === 'RUN') return step(`RUN ${args.slice(args.indexOf('npm'))}`, () => run(args, self));
  if (name === 'COPY') return copy(args, self, built, context);
  if (name === 'ENV') {
    for (const pair of args.split(/\s+/)) {
      const sign = pair.indexOf('=');
      const [key, value] = [pair.slice(0, sign), pair.slice(sign + 1)];
      self.environment[key] = value;
    }
  }
}

async function run(command: string, { folder, environment }: Built): Promise<void> {
  const kept = Object.entries(process.env).filter(([key]) => /^(npm_config_|PATH$|HOME$)/i.test(key));
  const env = { ...Object.fromEntries(kept), ...environment } as NodeJS.ProcessEnv;
  const shell = spawn('sh', ['-c', command], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(shell, 'close');
  if (code !== 0) throw new Error(`RUN ${command} ended with ${code}.`);
}

function copy(args: string, { folder }: Built, built: Map<string, Built>, context: string): void {
  const words = args.split(/\s+/);
  const stage = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const from = stage ? built.get(stage)?.folder : context;
  if (!from) throw new Error(`COPY ${args}: there is no such stage.`);
  const to = words.pop() ?? '';
  for (const source of words) {
    const target = to.endsWith('/') ? join(to, basename(source)) : to;
    duplicate(join(from, source.replace(/^\/app\//, '')), join(folder, target), ...(stage ? ['--link'] : []));
  }
}

/** With `--link` the copies are hard links: a node_modules folder takes a second instead of a minute. */
function duplicate(from: string, to: string, ...options: string[]): void {
  execFileSync('cp', ['--archive', ...options, from, to]);
}
