// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <QByteArrayView>

namespace server {

// How the bytes after the head are framed.
enum class Framing { Length, Chunked, UntilClose };
enum class Ending { KeepOpen, Close };

struct WriteOptions
{
    Framing framing = Framing::Length;
    Ending ending = Ending::KeepOpen;
    bool headOnly = false;          // the answer to a HEAD
    QByteArrayView fixedLines = {}; // header lines that are ready, each with its line break
};

// The bytes of an answer, in one piece. A header whose name or value could end the line is left out.
QByteArray writeResponse(const Response &response, const WriteOptions &options);

// Appends "Name: value\r\n" when it is a header line and nothing else.
void appendHeader(QByteArray &out, QByteArrayView name, QByteArrayView value);
void appendHeader(QByteArray &out, QByteArrayView name, qint64 number);

} // namespace server
