// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/endpoint.h"

namespace server::shannon {

// Answers of the group /api/v1/auth, for the documentation.
ReplyNote signedInNote(int status, const QString &summary);
ReplyNote tokensNote();
ReplyNote callerNote();
ReplyNote keyListNote();
ReplyNote newKeyNote();
ReplyNote refreshedKeyNote();
ReplyNote revokedKeyNote();
ReplyNote newInvitationNote();
ReplyNote invitationListNote();
QJsonObject userExample();
// {"error": code, "message": text}
ReplyNote refusalNote(int status, const QString &code, const QString &message);

} // namespace server::shannon
