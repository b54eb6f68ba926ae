// SPDX-License-Identifier: GPL-3.0-or-later
// Submits a task that wants to write a file, follows it, and clears the signal that it waits at.
import { Signalbox } from '../../sdk/javascript/src/index.js';

const box = new Signalbox();
const { task_id: task } = await box.submit("write 'Hello from JavaScript' to hello.md");
for await (const event of box.stream(task)) {
    if (event.type === 'APPROVAL_REQUESTED') {
        console.log('asked:', event.data.message);
        await box.approve(task, event.data.payload.approval_id, { feedback: 'Go ahead.' });
    } else if (event.type === 'WORKFLOW_COMPLETED') {
        console.log('done');
    }
}
console.log((await box.wait(task)).result);
