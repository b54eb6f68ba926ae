// SPDX-License-Identifier: GPL-3.0-or-later
// Checking that a webhook is from your Signalbox, as the Standard Webhooks say.
import { webcrypto } from './webcrypto.js';

export class WrongSignature extends Error {
    name = 'WrongSignature';
}

// The JSON of a webhook whose signature and time are right; `body` is the text that came. `webhook-id` stays the
// same when a message is sent again: keep it to do nothing twice.
export async function verifyWebhook(secret, headers, body, { tolerance = 300, now = Date.now() / 1000 } = {}) {
    const entries = typeof headers.entries === 'function' ? [...headers.entries()] : Object.entries(headers);
    const known = Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
    const { 'webhook-id': id, 'webhook-timestamp': sent, 'webhook-signature': signatures } = known;
    if (!id || !signatures || !/^\d+$/.test(sent ?? ''))
        throw new WrongSignature('The webhook headers are missing');
    if (Math.abs(now - Number(sent)) > tolerance)
        throw new WrongSignature('The message is too old');
    const { subtle } = await webcrypto();
    const key = await subtle.importKey('raw', keyOf(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    const content = new TextEncoder().encode(`${id}.${sent}.${body}`);
    for (const signature of signatures.split(' ')) {
        const [version, text] = signature.split(',');
        if (version === 'v1' && text && await subtle.verify('HMAC', key, bytesOf(text), content))
            return JSON.parse(body);
    }
    throw new WrongSignature('The signature is not right');
}

function keyOf(secret) {
    return secret.startsWith('whsec_') ? bytesOf(secret.slice(6)) : new TextEncoder().encode(secret);
}

function bytesOf(base64) {
    try {
        return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    } catch {
        return new Uint8Array();
    }
}
