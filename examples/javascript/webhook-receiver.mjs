// SPDX-License-Identifier: GPL-3.0-or-later
// Receives webhooks: webhook-receiver.mjs SECRET [PORT]. The secret is told when the webhook is added.
import { createServer } from 'node:http';

import { verifyWebhook } from '../../sdk/javascript/src/index.js';

const [secret, port = '9000'] = process.argv.slice(2);

const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) {
        body += part;
        if (body.length > 1_000_000)
            return request.destroy();
    }
    try {
        const message = await verifyWebhook(secret, request.headers, body);
        console.log('received:', message.type);
        response.writeHead(204).end();
    } catch (error) {
        console.log('refused:', error.message);
        response.writeHead(401).end();
    }
});
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
