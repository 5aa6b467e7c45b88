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

/** Returns the names of the required variables in `text`, which are written as `${NAME:?}`. */
export const listRequiredVariables = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].filter(([, , kind]) => kind === '?').map(([, name]) => name ?? '')),
];

/**
 * Reads a compose file and interpolates `variables`, as `docker compose config` would.
 * @throws Error naming a required variable that is not set
 */
export function readCompose(file: string, variables: Record<string, string>): Compose {
  const text = readFileSync(file, 'utf8').replaceAll(VARIABLE, (_, name: string, kind?: string, fallback?: string) => {
    const value = variables[name] || (kind === '-' ? fallback : undefined);
    if (value === undefined) throw new Error(`${file}: ${name} is not set.`);
    return value;
  });
  return parse(text, { merge: true }) as Compose;
}
