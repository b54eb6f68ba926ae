// SPDX-License-Identifier: GPL-3.0-or-later
// Passes bytes on to a server and can cut all connections.
import { connect, createServer } from 'node:net';

export async function startProxy(url) {
    const links = new Set();
    const { hostname, port } = new URL(url);
    let taken = 0;
    const server = createServer((near) => {
        ++taken;
        const far = connect(Number(port), hostname);
        for (const link of [near, far]) {
            links.add(link);
            link.on('error', () => {}).on('close', () => { near.destroy(); far.destroy(); links.delete(link); });
        }
        near.pipe(far).pipe(near);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
        url: `http://127.0.0.1:${server.address().port}`,
        taken: () => taken,
        cut() { links.forEach((link) => link.destroy()); },
        stop() { this.cut(); server.close(); },
    };
}
