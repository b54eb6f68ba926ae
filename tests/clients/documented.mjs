// SPDX-License-Identifier: GPL-3.0-or-later
// What a document of a contract shows: its fenced blocks, each with the heading that it stands under.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

export async function blocksOf(name) {
    const text = await readFile(fileURLToPath(new URL(`documented/${name}`, import.meta.url)), 'utf8');
    const blocks = [];
    let heading = '';
    let open = null;
    for (const line of text.split('\n')) {
        if (line.trim().startsWith('```')) {
            if (open)
                blocks.push({ ...open, text: open.lines.join('\n') });
            open = open ? null : { heading, language: line.trim().slice(3), lines: [] };
        } else if (open) {
            open.lines.push(line);
        } else if (line.startsWith('#')) {
            heading = line.replace(/^#+ /, '');
        }
    }
    return blocks;
}

// Where `actual` has not what `expected` has: each field of each object, with the same type.
export function differencesOf(expected, actual, path = '') {
    const kind = (value) => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);
    if (kind(expected) !== kind(actual))
        return [`${path || 'body'} is ${kind(actual)}, not ${kind(expected)}`];
    if (kind(expected) === 'list')
        return expected.length ? differencesOf(expected[0], actual[0], `${path}[0]`) : [];
    if (kind(expected) !== 'object')
        return [];
    return Object.keys(expected).flatMap((key) => differencesOf(expected[key], actual[key], path ? `${path}.${key}` : key));
}

// A server that speaks Anthropic's protocol and says the same every time.
export async function startModel(text) {
    const server = createServer((request, response) => {
        request.resume();
        request.once('end', () => {
            response.writeHead(200, { 'Content-Type': 'text/event-stream' });
            const send = (type, rest) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`);
            const usage = { input_tokens: 20, output_tokens: 1 };
            send('message_start', { message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4', content: [], usage } });
            send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
            for (const word of text.split(/(?= )/))
                send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: word } });
            send('content_block_stop', { index: 0 });
            send('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 25 } });
            send('message_stop', {});
            response.end();
        });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}
