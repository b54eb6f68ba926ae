// SPDX-License-Identifier: GPL-3.0-or-later
// Checking that a webhook is from your Signalbox, as the Standard Webhooks say.
import { webcrypto } from './webcrypto.js';

export class WrongSignature extends Error {
    name = 'WrongSignature';
}

// The JSON of a webhook whose signature and time are right; `body` is what came, as bytes or text, and `tolerance` is in
// seconds. A WrongSignature, or a TypeError when the secret itself cannot be used. `webhook-id` stays the same when a
// message is sent again: keep it to do nothing twice.
export async function verifyWebhook(secret, headers, body, { tolerance = 300, now = Date.now() / 1000 } = {}) {
    const key = keyOf(secret);
    const entries = typeof headers.entries === 'function' ? [...headers.entries()] : Object.entries(headers);
    const known = Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]));
    const { 'webhook-id': id, 'webhook-timestamp': sent, 'webhook-signature': signatures } = known;
    if (!id || !signatures || !/^\d+$/.test(sent ?? ''))
        throw new WrongSignature('The webhook headers are missing');
    if (Math.abs(now - Number(sent)) > tolerance)
        throw new WrongSignature('The message is too old');
    const { subtle } = await webcrypto();
    const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
    const content = new TextEncoder().encode(`${id}.${sent}.${text}`);
    for (const signature of signatures.split(' ')) {
        const [version, given] = signature.split(',');
        if (version === 'v1' && given && await subtle.verify('HMAC', imported, bytesOf(given), content))
            return JSON.parse(text);
    }
    throw new WrongSignature('The signature is not right');
}

function keyOf(secret) {
    if (typeof secret !== 'string' || !secret)
        throw new TypeError('There is no secret. It was told when the webhook was added, and begins with whsec_.');
    if (!secret.startsWith('whsec_'))
        return new TextEncoder().encode(secret);
    const key = bytesOf(secret.slice(6));
    if (key.length === 0)
        throw new TypeError('The secret begins with whsec_, but what follows is not base64. Was it copied whole?');
    return key;
}

function bytesOf(base64) {
    try {
        return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    } catch {
        return new Uint8Array();
    }
}
