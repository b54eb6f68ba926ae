// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tool/httpreplyparser.h"

#include <QJsonObject>
#include <QUrl>

namespace core {

// What a tool tells of a page: {url, status, content_type, title, text, bytes, truncated, summary}. HTML is
// reduced to readable text. Fails with Unsupported for what is packed or is no text. Pure; any thread.
Result<QJsonObject> webPage(const QUrl &url, const HttpReply &reply, HttpReplyParser::Body body);

} // namespace core
