// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/request.h"

#include <QByteArray>

namespace server {

// The gzip form of bytes, and back. Empty when that does not work; only for bytes of our own.
QByteArray gzip(const QByteArray &bytes);
QByteArray gunzip(const QByteArray &bytes);

// Whether the client takes gzip: "gzip", "x-gzip" or "*" in Accept-Encoding, not with q=0.
bool acceptsGzip(const Request &request);

} // namespace server
