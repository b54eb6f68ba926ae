// SPDX-License-Identifier: GPL-3.0-or-later
// The WebSocket of those who take part. Who may come is said by the key; in which session and under which
// name by the first message.
#include "server/surfaces/livechat/livechat.h"
#include "server/surfaces/livechat/roomconnection.h"

namespace server::livechat {

using namespace Qt::Literals::StringLiterals;

Endpoint socketEndpoint(core::Core &core, RoomHub &hub, const QByteArray &path)
{
    return {
        .method = Method::Get,
        .path = path,
        .access = core::Scope::SessionsWrite,
        .handler = OpenSocket([&core, &hub](const Request &request) -> core::Result<SocketOpened> {
            return SocketOpened([&core, &hub, principal = request.principal](WebSocket &socket) {
                new RoomConnection(core, hub, socket, principal);
            });
        }),
        .summary = u"Take part in a chat session over a WebSocket"_s,
        .description =
            u"The first message is `{\"user_id\": …, \"session_id\": …}`; `last_seq` in it goes on behind "
            u"the "
            "last frame that was seen. Frames to send: chat_message, typing_indicator, edit_message, "
            "delete_message, read_receipt, delivery_receipt. Frames that come: chat_history, chat_message, "
            "user_joined, user_left, typing_status, message_edited, message_deleted, read_receipt, "
            "delivery_receipt, session_ended."_s,
        .credentials = Credentials::InHeadersOrQuery};
}

} // namespace server::livechat
