// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/charset.h"

#include "core/base/text.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <utility>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype lookedAt = 1024;

QByteArray cleanName(const QString &name)
{
    return name.trimmed().toLower().toLatin1();
}

// What says one thing and is, as browsers know, written as another: Latin-1 has the signs of Windows where it
// has controls, and what the Chinese and Korean standards name is their larger successor.
QByteArray meant(const QByteArray &name)
{
    static const QHash<QByteArray, QByteArray> names{
        {"utf8", "utf-8"},
        {"unicode-1-1-utf-8", "utf-8"},
        {"ascii", "windows-1252"},
        {"us-ascii", "windows-1252"},
        {"ansi_x3.4-1968", "windows-1252"},
        {"iso-8859-1", "windows-1252"},
        {"iso8859-1", "windows-1252"},
        {"iso_8859-1", "windows-1252"},
        {"iso88591", "windows-1252"},
        {"latin1", "windows-1252"},
        {"latin-1", "windows-1252"},
        {"l1", "windows-1252"},
        {"cp819", "windows-1252"},
        {"cp1252", "windows-1252"},
        {"x-cp1252", "windows-1252"},
        {"iso-8859-9", "windows-1254"},
        {"latin5", "windows-1254"},
        {"iso-8859-11", "windows-874"},
        {"tis-620", "windows-874"},
        {"gb2312", "gb18030"},
        {"gb_2312-80", "gb18030"},
        {"gbk", "gb18030"},
        {"x-gbk", "gb18030"},
        {"big5-hkscs", "big5"},
        {"x-x-big5", "big5"},
        {"sjis", "shift_jis"},
        {"x-sjis", "shift_jis"},
        {"ms_kanji", "shift_jis"},
        {"windows-31j", "shift_jis"},
        {"ks_c_5601-1987", "windows-949"},
        {"ksc5601", "windows-949"},
        {"euc-kr", "windows-949"},
        {"koi", "koi8-r"},
        {"koi8", "koi8-r"},
        {"macintosh", "macintosh"},
        {"mac", "macintosh"},
        {"x-mac-roman", "macintosh"},
    };
    return names.value(name, name);
}

Error noText(const QByteArray &charset)
{
    const QString name = charset.isEmpty() ? u"UTF-8"_s : shortened(QString::fromLatin1(charset), 40);
    return invalid(
        u"file"_s,
        u"The document is not text in %1. Name its charset in its Content-Type, or convert it to UTF-8, and "
        "add it again."_s.arg(name));
}

} // namespace

QByteArray charsetOfType(QByteArrayView contentType)
{
    static const QRegularExpression charset(u";\\s*charset\\s*=\\s*[\"']?([^\\s\"';]+)"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    return cleanName(charset.match(QString::fromLatin1(contentType)).captured(1));
}

QByteArray charsetOfStart(QByteArrayView start, TextKind kind)
{
    static constexpr std::pair<QByteArrayView, const char *> marks[] = {
        {QByteArrayView("\xEF\xBB\xBF", 3), "utf-8"},    {QByteArrayView("\xFF\xFE\0\0", 4), "utf-32le"},
        {QByteArrayView("\0\0\xFE\xFF", 4), "utf-32be"}, {QByteArrayView("\xFF\xFE", 2), "utf-16le"},
        {QByteArrayView("\xFE\xFF", 2), "utf-16be"},
    };
    for (const auto &[mark, name] : marks) {
        if (start.startsWith(mark))
            return name;
    }
    if (kind == TextKind::Plain)
        return {};
    static const QRegularExpression comment(u"<!--.*?-->"_s, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression said(
        u"<meta\\b[^>]*?\\bcharset\\s*=\\s*[\"']?\\s*([^\\s\"'/>;]+)|^\\s*<\\?xml\\b[^>]*?\\bencoding\\s*=\\s*[\"']([^\"']+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromLatin1(start.first(std::min(start.size(), lookedAt))).remove(comment);
    const auto found = said.match(text);
    const QByteArray name = cleanName(found.captured(1) + found.captured(2));
    // A page whose head can be read byte by byte is in neither of these.
    return name.startsWith("utf-16") || name.startsWith("utf-32") ? QByteArray("utf-8") : name;
}

QStringDecoder decoderFor(const QByteArray &charset, QStringDecoder::Flags flags)
{
    const QByteArray name = meant(charset.trimmed().toLower());
    if (name.isEmpty() || name == "utf-8")
        return QStringDecoder(QStringDecoder::Utf8, flags);
    QStringDecoder decoder(name.constData(), flags);
    return decoder.isValid() || name != "windows-1252" ? std::move(decoder)
                                                       : QStringDecoder(QStringDecoder::Latin1, flags);
}

// Where one is not whole, a line end behind it is read as a part of it.
bool endedWhole(QStringDecoder &decoder, qint64 bytes)
{
    const QByteArrayView name(decoder.name());
    if (name.startsWith("UTF-16"))
        return bytes % 2 == 0;
    if (name.startsWith("UTF-32"))
        return bytes % 4 == 0;
    QStringEncoder encoder(decoder.name());
    if (!encoder.isValid())
        return true;
    const QByteArray lineEnd = encoder(u"\n");
    const QString read = decoder(lineEnd);
    return read == u"\n" && !decoder.hasError();
}

Result<QString> decodedText(const QByteArray &bytes, const QByteArray &named, TextKind kind)
{
    QByteArray charset = charsetOfStart(bytes, TextKind::Plain);
    if (charset.isEmpty())
        charset = named;
    if (charset.isEmpty())
        charset = charsetOfStart(bytes, kind);
    // All of it is here: a character that ends in the middle is an error, and nothing to wait for.
    QStringDecoder decoder = decoderFor(charset, QStringDecoder::Flag::Stateless);
    if (!decoder.isValid())
        return invalid(
            u"file"_s,
            u"The charset “%1” is not known. Convert the document to UTF-8 and add it again."_s.arg(
                shortened(QString::fromLatin1(charset), 40)));
    QString text = decoder(bytes);
    if (text.startsWith(QChar(QChar::ByteOrderMark)))
        text.remove(0, 1);
    if (decoder.hasError() || text.contains(QChar(0)))
        return noText(charset);
    return text;
}

} // namespace core
