"use strict";
// SPDX-License-Identifier: GPL-3.0-or-later
// Server-sent events.
Object.defineProperty(exports, "__esModule", { value: true });
exports.eventsIn = eventsIn;
// The events of a text/event-stream; `data` is its JSON, or its text where it is none.
async function* eventsIn(body) {
    let id = '';
    let type = '';
    let data = [];
    for await (const line of linesIn(body)) {
        if (line === '') {
            if (data.length)
                yield { id, type: type || 'message', data: valueOf(data.join('\n')) };
            type = '';
            data = [];
            continue;
        }
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event')
            type = value;
        else if (field === 'id')
            id = value;
        else if (field === 'data')
            data.push(value);
    }
}
async function* linesIn(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done)
                return;
            const lines = (rest + value).split('\n');
            rest = lines.pop();
            for (const line of lines)
                yield line.replace(/\r$/, '');
        }
    }
    finally {
        await reader.cancel().catch(() => { });
    }
}
function valueOf(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return text;
    }
}
