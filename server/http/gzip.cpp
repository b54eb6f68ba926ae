// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace server {

namespace {

constexpr int gzipWindow = 15 + 16; // as zlib wants to be told that it is gzip

using Work = int (*)(z_stream *, int);

// Runs zlib over all bytes; empty unless it comes to the end.
QByteArray whole(z_stream &stream, const QByteArray &bytes, Work work)
{
    QByteArray out;
    std::array<char, 64 * 1024> part{};
    QByteArray in = bytes; // zlib's pointer is not const
    stream.next_in = reinterpret_cast<Bytef *>(in.data());
    stream.avail_in = uInt(in.size());
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef *>(part.data());
        stream.avail_out = uInt(part.size());
        state = work(&stream, Z_FINISH);
        // No room for more is no fault here: there is new room each time.
        if (state == Z_BUF_ERROR && stream.avail_out == 0)
            state = Z_OK;
        out.append(part.data(), qsizetype(part.size() - stream.avail_out));
    }
    return state == Z_STREAM_END ? out : QByteArray();
}

} // namespace

QByteArray gzip(const QByteArray &bytes)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    const QByteArray out = whole(stream, bytes, &deflate);
    deflateEnd(&stream);
    return out;
}

QByteArray gunzip(const QByteArray &bytes)
{
    z_stream stream{};
    if (inflateInit2(&stream, gzipWindow) != Z_OK)
        return {};
    const QByteArray out = whole(stream, bytes, &inflate);
    inflateEnd(&stream);
    return out;
}

bool acceptsGzip(const Request &request)
{
    const QByteArrayList items = request.head.list("accept-encoding").toLower().split(',');
    return std::any_of(items.begin(), items.end(), [](const QByteArray &item) {
        const QByteArrayList parts = item.split(';');
        const QByteArray name = parts.first().trimmed();
        if (name != "gzip" && name != "x-gzip" && name != "*")
            return false;
        if (parts.size() < 2)
            return true;
        const QByteArray weight = parts[1].trimmed();
        return !weight.startsWith("q=") || weight.sliced(2).toDouble() > 0;
    });
}

} // namespace server
