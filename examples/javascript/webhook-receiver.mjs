// SPDX-License-Identifier: GPL-3.0-or-later
// Receives webhooks: webhook-receiver.mjs SECRET [PORT]. The secret is told when the webhook is added.
import { createServer } from 'node:http';

import { verifyWebhook } from '../../sdk/javascript/src/index.js';

const [secret, port = '9000'] = process.argv.slice(2);
if (!secret) {
    console.error('Give the secret that was told when the webhook was added: webhook-receiver.mjs SECRET [PORT]');
    process.exit(1);
}

const server = createServer(async (request, response) => {
    const parts = [];
    let size = 0;
    for await (const part of request) {
        parts.push(part);
        size += part.length;
        if (size > 1_000_000)
            return request.destroy();
    }
    try {
        const message = await verifyWebhook(secret, request.headers, Buffer.concat(parts));
        console.log('received:', message.type);
        response.writeHead(204).end();
    } catch (error) {
        console.log('refused:', error.message);
        response.writeHead(401).end();
    }
});
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
