import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

type Dependency = { condition: string };

export type ComposeService = {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string | number>;
  depends_on?: Record<string, Dependency>;
  healthcheck?: { test?: string[]; disable?: boolean };
  ports?: string[];
  volumes?: string[];
  container_name?: string;
  user?: string;
  networks?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
};

export type Compose = {
  services: Record<string, ComposeService>;
  volumes: Record<string, null>;
  networks: Record<string, { internal?: boolean } | null>;
};

const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** The names in `text` that have to be set: `${NAME:?}`. */
export const requiredVariables = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].filter(([, , kind]) => kind === '?').map(([, name]) => name ?? '')),
];

/**
 * A compose file with its variables filled in from `variables`, as `docker compose config` would.
 * @throws Error naming a variable that has to be set and is not
 */
export function readCompose(file: string, variables: Record<string, string>): Compose {
  const text = readFileSync(file, 'utf8').replaceAll(VARIABLE, (_, name: string, kind?: string, fallback?: string) => {
    const value = variables[name] || (kind === '-' ? fallback : undefined);
    if (value === undefined) throw new Error(`${file}: ${name} is not set.`);
    return value;
  });
  return parse(text, { merge: true }) as Compose;
}
