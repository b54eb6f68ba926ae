// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/percent.h"

#include <QStringDecoder>

#include <algorithm>

namespace server {

namespace {

int digitValue(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

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

// The head's reader has made sure that two hex digits follow every percent sign.
std::optional<QString> percentDecoded(QByteArrayView text, Plus plus)
{
    if (isPlain(text, plus))
        return QString::fromLatin1(text);
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            bytes.append(char(digitValue(text[i + 1]) * 16 + digitValue(text[i + 2])));
            i += 2;
        } else {
            bytes.append(text[i] == '+' && plus == Plus::IsSpace ? ' ' : text[i]);
        }
    }
    return utf8Text(bytes);
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
