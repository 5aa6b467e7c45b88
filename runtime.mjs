// Runs the TypeScript of this project: `node --import ./runtime.mjs src/processes/web.ts`.
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(
    `This is Node.js ${process.versions.node}, but 24 or newer is needed. The npm scripts and ./runtime.sh use the one that npm installs.\n`,
  );
  process.exit(1);
}

// Node removes types itself. It compiles neither JSX nor migrations, because Payload's template imports types without `type`.
module.registerHooks({
  load(url, context, next) {
    if (!/\.tsx$|\/migrations\/[^/]+\.ts$/.test(url)) return next(url, context);
    const source = readFileSync(fileURLToPath(url), 'utf8');
    const { code } = transformSync(source, { loader: 'tsx', jsx: 'automatic', target: 'node24' });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
