// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/agentapi/multipart.h"

#include "core/base/charset.h"
#include "server/http/percent.h"

#include <QStringDecoder>

#include <algorithm>
#include <optional>

namespace server::agentapi {

using core::Result;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostParts = 16;
constexpr qsizetype longestHead = 8 * 1024;
constexpr qsizetype longestName = 255;
constexpr qsizetype longestBoundary = 70;

core::Error broken(const QString &what)
{
    return core::invalid(u"body"_s, u"The form could not be read: "_s + what);
}

// As RFC 2046 has it: also a blank may stand in it, but not at its end.
bool isBoundary(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= longestBoundary && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               const bool isWord = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
               return isWord || QByteArrayView(" '()+_,-./:=?").contains(c);
           });
}

struct Parameter
{
    QByteArray name;
    QByteArray value;
};

// What follows the first word of a header: ; name=word ; name="text, where \ makes the next letter plain". An
// empty parameter, as behind a semicolon at the end, is none.
class ParameterReader
{
public:
    explicit ParameterReader(QByteArrayView text)
        : m_text(text)
    {
    }

    std::optional<QList<Parameter>> read()
    {
        QList<Parameter> parameters;
        for (skipBlanks(); m_at < m_text.size(); skipBlanks()) {
            if (!take(';'))
                return {};
            skipBlanks();
            if (m_at >= m_text.size() || m_text[m_at] == ';')
                continue;
            Parameter parameter{.name = word('='), .value = {}};
            skipBlanks();
            if (parameter.name.isEmpty() || !take('='))
                return {};
            skipBlanks();
            if (!readValue(parameter.value) || isKnown(parameters, parameter.name))
                return {};
            parameters.append(parameter);
        }
        return parameters;
    }

private:
    static bool isKnown(const QList<Parameter> &parameters, const QByteArray &name)
    {
        return std::any_of(parameters.begin(), parameters.end(),
                           [&name](const Parameter &known) { return known.name == name; });
    }

    void skipBlanks()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
            ++m_at;
    }

    bool take(char wanted)
    {
        if (m_at >= m_text.size() || m_text[m_at] != wanted)
            return false;
        ++m_at;
        return true;
    }

    QByteArray word(char end)
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && m_text[m_at] != end && m_text[m_at] != ';' && m_text[m_at] > ' ' &&
               m_text[m_at] != '"')
            ++m_at;
        return m_text.sliced(start, m_at - start).toByteArray().toLower();
    }

    bool readValue(QByteArray &value)
    {
        if (!take('"')) {
            const qsizetype start = m_at;
            value = word(';');
            value = m_text.sliced(start, value.size()).toByteArray();
            return !value.isEmpty();
        }
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size() &&
                (m_text[m_at + 1] == '"' || m_text[m_at + 1] == '\\'))
                ++m_at;
            value.append(m_text[m_at++]);
        }
        return take('"');
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
};

std::optional<QList<Parameter>> parametersOf(QByteArrayView header, QByteArrayView kind)
{
    if (header.size() < kind.size() || header.first(kind.size()).compare(kind, Qt::CaseInsensitive) != 0)
        return {};
    return ParameterReader(header.sliced(kind.size())).read();
}

std::optional<QByteArray> valueOf(const QList<Parameter> &parameters, QByteArrayView name)
{
    for (const Parameter &parameter : parameters) {
        if (parameter.name == name)
            return parameter.value;
    }
    return {};
}

std::optional<QString> plainText(const QByteArray &bytes)
{
    const auto text = utf8Text(bytes);
    const bool isPlain = text && std::none_of(text->begin(), text->end(),
                                              [](QChar c) { return c < u' ' || c == QChar(0x7f); });
    return isPlain && text->size() <= longestName ? text : std::nullopt;
}

// "UTF-8'en'Pr%C3%BCfung.md" of RFC 8187: the charset, the language, and the bytes in percents.
std::optional<QString> extendedText(const QByteArray &value)
{
    const qsizetype first = value.indexOf('\'');
    const qsizetype second = value.indexOf('\'', first + 1);
    const auto bytes = second < 0
                           ? std::nullopt
                           : percentDecodedBytes(QByteArrayView(value).sliced(second + 1), Plus::IsPlus);
    QStringDecoder decoder = core::decoderFor(first < 0 ? QByteArray() : value.first(first));
    if (first <= 0 || !bytes || !decoder.isValid())
        return {};
    const QString text = decoder(*bytes);
    return decoder.hasError() ? std::nullopt : plainText(text.toUtf8());
}

// A file's name, which counts in its extended form where it has one, and may come in numbered pieces (RFC
// 2231). Absent where the part is no file; nothing within where the name cannot be used.
std::optional<std::optional<QString>> fileNameIn(const QList<Parameter> &parameters)
{
    if (const auto extended = valueOf(parameters, "filename*"))
        return extendedText(*extended);
    if (const auto plain = valueOf(parameters, "filename"))
        return plainText(*plain);
    QByteArray pieces;
    bool isExtended = false;
    for (int i = 0;; ++i) {
        const QByteArray name = "filename*" + QByteArray::number(i);
        const auto plain = valueOf(parameters, name);
        const auto extended = valueOf(parameters, QByteArray(name + '*'));
        if (!plain && !extended) {
            if (i == 0)
                return {};
            break;
        }
        isExtended = isExtended || (i == 0 && extended);
        pieces += extended.value_or(
            QByteArray(plain.value_or(QByteArray())).replace("%", isExtended ? "%25" : "%"));
    }
    return isExtended ? extendedText(pieces) : plainText(pieces);
}

// Some clients send the whole way to a file, and some a way to where they would like it to be written.
QString withoutFolders(const QString &path)
{
    const qsizetype slash = std::max(path.lastIndexOf(u'/'), path.lastIndexOf(u'\\'));
    const QString name = path.sliced(slash + 1);
    return name == ".."_L1 || name == "."_L1 ? QString() : name;
}

Result<void> readDisposition(const QByteArray &value, FormPart &part)
{
    const auto parameters = parametersOf(value, "form-data");
    const auto name = parameters ? valueOf(*parameters, "name") : std::nullopt;
    const auto text = name ? plainText(*name) : std::nullopt;
    if (!text || text->isEmpty())
        return broken(u"a part has no name"_s);
    part.name = *text;
    if (const auto fileName = fileNameIn(*parameters)) {
        if (!*fileName)
            return core::invalid(part.name, part.name + u" has a file name that cannot be used"_s);
        part.fileName = withoutFolders(**fileName);
    }
    return {};
}

// The lines of a head; one that begins with a blank goes on with the one before it.
QByteArrayList unfolded(const QByteArray &head)
{
    QByteArrayList lines;
    for (const QByteArray &line : head.split('\n')) {
        const QByteArray text = line.endsWith('\r') ? line.chopped(1) : line;
        if (!lines.isEmpty() && (text.startsWith(' ') || text.startsWith('\t')))
            lines.last() += ' ' + text.trimmed();
        else
            lines.append(text);
    }
    return lines;
}

// The bytes are those of the file, whatever they are promised to be.
bool isAsItIs(const QByteArray &encoding)
{
    return encoding == "binary" || encoding == "8bit" || encoding == "7bit";
}

Result<FormPart> readHead(const QByteArray &head)
{
    FormPart part;
    bool hasDisposition = false;
    for (const QByteArray &text : unfolded(head)) {
        const qsizetype colon = text.indexOf(':');
        if (colon <= 0 || text.contains('\r') || text.contains('\0'))
            return broken(u"a part has a header that is none"_s);
        const QByteArray name = text.first(colon).toLower();
        const QByteArray value = text.sliced(colon + 1).trimmed();
        if (name == "content-disposition") {
            if (std::exchange(hasDisposition, true))
                return broken(u"a part has two names"_s);
            TRY(readDisposition(value, part));
        } else if (name == "content-type") {
            part.contentType = plainText(value).value_or(QString());
        } else if (name == "content-transfer-encoding" && !isAsItIs(value.toLower())) {
            const QString named = plainText(value.left(40)).value_or(QString());
            return broken(
                u"Content-Transfer-Encoding “%1” is not offered; leave it out, and send the bytes as they are"_s
                    .arg(named));
        }
    }
    if (!hasDisposition)
        return broken(u"a part has no name"_s);
    return part;
}

// A part may be a large piece of a file in memory, so it is not copied.
Result<FormPart> readPart(const QByteArray &body, qsizetype from, qsizetype size)
{
    const auto head = QByteArray::fromRawData(body.constData() + from, std::min(size, longestHead + 4));
    const qsizetype end = head.indexOf("\r\n\r\n");
    if (end < 0)
        return broken(u"a part has no end of its headers"_s);
    FormPart part = TRY(readHead(head.first(end)));
    part.begin = from + end + 4;
    part.content = QByteArray::fromRawData(body.constData() + part.begin, size - end - 4);
    return part;
}

Result<QByteArray> delimiterOf(QByteArrayView contentType)
{
    const auto parameters = parametersOf(contentType, "multipart/form-data");
    const auto boundary = parameters ? valueOf(*parameters, "boundary") : std::nullopt;
    if (!boundary || !isBoundary(*boundary))
        return core::invalid(u"Content-Type"_s,
                             u"Content-Type must be multipart/form-data with a boundary"_s);
    return QByteArray("--" + *boundary);
}

// Behind the first boundary, before which there may be anything that nobody reads; below 0 where there is
// none.
qsizetype startOf(const QByteArray &body, const QByteArray &first, const QByteArray &next)
{
    if (body.startsWith(first))
        return first.size();
    const qsizetype at = body.indexOf(next);
    return at < 0 ? -1 : at + next.size();
}

// Blanks may follow a boundary on its line.
qsizetype behindBlanks(const QByteArray &body, qsizetype at)
{
    while (at < body.size() && (body[at] == ' ' || body[at] == '\t'))
        ++at;
    return at;
}

} // namespace

Result<QList<FormPart>> readForm(QByteArrayView contentType, const QByteArray &body)
{
    const QByteArray first = TRY(delimiterOf(contentType));
    const QByteArray next = "\r\n" + first;
    const qsizetype start = startOf(body, first, next);
    if (start < 0)
        return broken(u"it has no part that begins with the boundary of its Content-Type"_s);
    QList<FormPart> parts;
    for (qsizetype at = start;;) {
        const qsizetype line = behindBlanks(body, at);
        const QByteArrayView rest = QByteArrayView(body).sliced(line);
        if (QByteArrayView(body).sliced(at).startsWith("--")) {
            const qsizetype last = behindBlanks(body, at + 2);
            if (last < body.size() && !QByteArrayView(body).sliced(last).startsWith("\r\n"))
                return broken(u"something follows its end"_s);
            return parts;
        }
        const qsizetype end = body.indexOf(next, line);
        if (!rest.startsWith("\r\n") || end < 0)
            return broken(u"it ends in the middle"_s);
        if (parts.size() == mostParts)
            return broken(u"it has more than 16 parts"_s);
        FormPart part = TRY(readPart(body, line + 2, std::max<qsizetype>(0, end - line - 2)));
        if (std::any_of(parts.begin(), parts.end(),
                        [&part](const FormPart &known) { return known.name == part.name; }))
            return core::invalid(part.name, part.name + u" is there twice"_s);
        parts.append(std::move(part));
        at = end + next.size();
    }
}

} // namespace server::agentapi
