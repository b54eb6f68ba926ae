// SPDX-License-Identifier: GPL-3.0-or-later
// A real signalboxd with its data in a folder of its own, on a free port.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export async function startDaemon(...options) {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-client-'));
    const program = join(process.env.SIGNALBOX_BINARY_DIR ?? 'build/dev/bin', 'signalboxd');
    const child = spawn(program, ['--data', join(folder, 'data'), '--listen', '127.0.0.1:0', ...options], {
        env: { PATH: process.env.PATH, HOME: folder, ...(process.env.ASAN_OPTIONS && { ASAN_OPTIONS: process.env.ASAN_OPTIONS }) },
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stderr.on('data', (text) => { log += text; });
    const line = await new Promise((resolve, reject) => {
        createInterface({ input: child.stdout }).once('line', (text) => resolve(JSON.parse(text)));
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`signalboxd ended with ${code}: ${log}`)));
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    return {
        url: line.url,
        key: line.api_key,
        data: line.data,
        async stop() {
            child.kill('SIGTERM');
            await ended;
            await rm(folder, { recursive: true, force: true });
        },
        // A call with the key; the JSON of the answer.
        async call(method, path, body) {
            const headers = { 'X-API-Key': line.api_key, 'Content-Type': 'application/json' };
            const answer = await fetch(line.url + path, { method, headers, body: body && JSON.stringify(body) });
            const text = await answer.text();
            if (!answer.ok)
                throw new Error(`${method} ${path}: ${answer.status} ${text}`);
            return text ? JSON.parse(text) : null;
        },
    };
}

// Looks until `look` has found something; fails after some seconds.
export async function eventually(look, patience = 20_000) {
    const end = Date.now() + patience;
    for (;;) {
        const found = await look();
        if (found)
            return found;
        if (Date.now() > end)
            throw new Error(`not seen within ${patience} ms: ${look}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

export const desk = {
    metadata: { name: 'desk' },
    spec: { agents: [{ name: 'assistant', provider: 'builtin', model: 'extractive-1', system_prompt: 'You are the desk.', tools: ['calculator', 'write_file'] }] },
};
