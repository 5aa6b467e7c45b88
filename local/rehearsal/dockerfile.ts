export type Instruction = { name: string; args: string };

export type Stage = { name: string; from: string; instructions: Instruction[] };

/**
 * The stages of a Dockerfile, each with its instructions in order.
 * @throws Error for an instruction before the first FROM
 */
export function parseDockerfile(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const line of logicalLines(text)) {
    const [name = '', ...rest] = line.split(/\s+/);
    const args = line.slice(name.length).trim();
    if (name === 'FROM') {
      stages.push({ from: rest[0] ?? '', name: rest[2] ?? '', instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`Dockerfile: "${line}" must not come before FROM.`);
    stage.instructions.push({ name, args });
  }
  return stages;
}

function logicalLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  return lines
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
