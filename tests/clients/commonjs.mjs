// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the SDK as CommonJS, for programs that require() it: commonjs.mjs SOURCES FOLDER. Node before 20.19 cannot
// require modules, and browsers need them, so both are shipped.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import typescript from 'typescript';

const [sources, folder] = process.argv.slice(2);
const compilerOptions = { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022, newLine: typescript.NewLineKind.LineFeed };
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
for (const name of await readdir(sources)) {
    if (name === 'openapi.d.ts') { // large, and types alone: those of the modules serve
        await writeFile(join(folder, name), "export type { components, operations, paths } from '../src/openapi.js' with { 'resolution-mode': 'import' };\n");
        continue;
    }
    const text = await readFile(join(sources, name), 'utf8');
    const written = name.endsWith('.js') ? typescript.transpileModule(text, { compilerOptions }).outputText : text;
    await writeFile(join(folder, name), written);
}
