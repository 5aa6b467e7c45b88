import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { step } from '../launcher/terminal.ts';
import { type Instruction, parseDockerfile, type Stage } from './dockerfile.ts';

type BuiltStage = { folder: string; environment: Record<string, string> };

/**
 * Executes a Dockerfile without Docker. Each stage is a folder. The RUN instructions get only PATH, HOME and the settings of npm
 * from this process's environment.
 * @returns the last stage
 */
export async function buildImage(context: string, workspace: string): Promise<BuiltStage> {
  const built = new Map<string, BuiltStage>();
  let last: BuiltStage | undefined;
  for (const stage of parseDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    last = await buildStage(stage, built, context, workspace);
    built.set(stage.name, last);
  }
  if (!last) throw new Error('The Dockerfile has no stage.');
  return last;
}

async function buildStage(
  stage: Stage,
  built: Map<string, BuiltStage>,
  context: string,
  workspace: string,
): Promise<BuiltStage> {
  const parent = built.get(stage.from);
  const current: BuiltStage = { folder: join(workspace, stage.name), environment: { ...parent?.environment } };
  mkdirSync(current.folder, { recursive: true });
  if (parent) copyRecursively(`${parent.folder}/.`, current.folder, '--link');
  for (const instruction of stage.instructions) await runInstruction(instruction, current, built, context);
  return current;
}

async function runInstruction(
  { name, args }: Instruction,
  current: BuiltStage,
  built: Map<string, BuiltStage>,
  context: string,
): Promise<void> {
  if (name === 'RUN') return step(`RUN ${args}`, () => run(args, current));
  if (name === 'COPY') return copy(args, current, built, context);
  if (name === 'ENV') {
    for (const pair of args.split(/\s+/)) {
      const sign = pair.indexOf('=');
      const [key, value] = [pair.slice(0, sign), pair.slice(sign + 1)];
      current.environment[key] = value;
    }
  }
}

async function run(command: string, { folder, environment }: BuiltStage): Promise<void> {
  const kept = Object.entries(process.env).filter(([key]) => /^(npm_config_|PATH$|HOME$)/i.test(key));
  const env = { ...Object.fromEntries(kept), ...environment } as NodeJS.ProcessEnv;
  const shell = spawn('sh', ['-c', command], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(shell, 'close');
  if (code !== 0) throw new Error(`RUN ${command} ended with ${code}.`);
}

function copy(args: string, { folder }: BuiltStage, built: Map<string, BuiltStage>, context: string): void {
  const words = args.split(/\s+/);
  const stage = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const from = stage ? built.get(stage)?.folder : context;
  if (!from) throw new Error(`COPY ${args}: there is no such stage.`);
  const to = words.pop() ?? '';
  for (const source of words) {
    const target = to.endsWith('/') ? join(to, basename(source)) : to;
    copyRecursively(join(from, source.replace(/^\/app\//, '')), join(folder, target), ...(stage ? ['--link'] : []));
  }
}

/**
 * Copies a file or folder. With the option `--link` the copies are hard links, so that copying a node_modules folder takes a
 * second instead of a minute.
 */
function copyRecursively(from: string, to: string, ...options: string[]): void {
  execFileSync('cp', ['--archive', ...options, from, to]);
}
