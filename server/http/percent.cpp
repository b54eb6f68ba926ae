// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/percent.h"

#include <QStringDecoder>

#include <algorithm>

namespace server {

namespace {

bool isPlain(QByteArrayView text, Plus plus)
{
    return std::none_of(text.begin(), text.end(), [plus](char c) {
        return c == '%' || (c == '+' && plus == Plus::IsSpace) || uchar(c) >= 0x80;
    });
}

} // namespace

std::optional<QString> utf8Text(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8,
                           QStringDecoder::Flag::Stateless | QStringDecoder::Flag::ConvertInitialBom);
    QString decoded = decoder(bytes);
    if (decoder.hasError())
        return {};
    return decoded;
}

std::optional<QByteArray> percentDecodedBytes(QByteArrayView text, Plus plus)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            bytes.append(text[i] == '+' && plus == Plus::IsSpace ? ' ' : text[i]);
            continue;
        }
        const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexValue(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return {};
        bytes.append(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return bytes;
}

std::optional<QString> percentDecoded(QByteArrayView text, Plus plus)
{
    if (isPlain(text, plus))
        return QString::fromLatin1(text);
    const auto bytes = percentDecodedBytes(text, plus);
    return bytes ? utf8Text(*bytes) : std::nullopt;
}

std::optional<QList<std::pair<QString, QString>>> queryItemsOf(QByteArrayView query)
{
    QList<std::pair<QString, QString>> items;
    while (!query.isEmpty()) {
        const qsizetype end = query.indexOf('&');
        const QByteArrayView item = end < 0 ? query : query.first(end);
        query = end < 0 ? QByteArrayView() : query.sliced(end + 1);
        if (item.isEmpty())
            continue;
        const qsizetype equals = item.indexOf('=');
        auto name = percentDecoded(equals < 0 ? item : item.first(equals), Plus::IsSpace);
        auto value = percentDecoded(equals < 0 ? QByteArrayView() : item.sliced(equals + 1), Plus::IsSpace);
        if (!name || !value)
            return {};
        items.emplace_back(*std::move(name), *std::move(value));
    }
    return items;
}

} // namespace server
