// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/surfaces/agentapi/multipart.h"

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

bool isBoundary(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= longestBoundary &&
           std::all_of(text.begin(), text.end(), [](char c) {
               const bool isWord = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
               return isWord || QByteArrayView("'()+_,-./:=?").contains(c);
           });
}

struct Parameter
{
    QByteArray name;
    QByteArray value;
};

// What follows the first word of a header: ; name=word ; name="text, where \ makes the next letter plain".
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
            Parameter parameter{.name = word('='), .value = {}};
            if (parameter.name.isEmpty() || !take('='))
                return {};
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
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    const bool isPlain =
        std::none_of(text.begin(), text.end(), [](QChar c) { return c < u' ' || c == QChar(0x7f); });
    return !decoder.hasError() && isPlain && text.size() <= longestName ? std::optional(text) : std::nullopt;
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
    if (const auto fileName = valueOf(*parameters, "filename")) {
        const auto given = plainText(*fileName);
        if (!given)
            return core::invalid(part.name, part.name + u" has a file name that cannot be used"_s);
        part.fileName = withoutFolders(*given);
    }
    return {};
}

Result<FormPart> readHead(const QByteArray &head)
{
    FormPart part;
    bool hasDisposition = false;
    for (const QByteArray &line : head.split('\n')) {
        const QByteArray text = line.endsWith('\r') ? line.chopped(1) : line;
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
        } else if (name == "content-transfer-encoding" && value.toLower() != "binary" &&
                   value.toLower() != "8bit") {
            return broken(u"an encoding is not offered; send the bytes as they are"_s);
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

} // namespace

Result<QList<FormPart>> readForm(QByteArrayView contentType, const QByteArray &body)
{
    const QByteArray first = TRY(delimiterOf(contentType));
    const QByteArray next = "\r\n" + first;
    if (!body.startsWith(first))
        return broken(u"it does not begin with the boundary that Content-Type names"_s);
    QList<FormPart> parts;
    for (qsizetype at = first.size();;) {
        const QByteArrayView rest = QByteArrayView(body).sliced(at);
        if (rest.startsWith("--")) {
            if (rest != QByteArrayView("--") && rest != QByteArrayView("--\r\n"))
                return broken(u"something follows its end"_s);
            return parts;
        }
        const qsizetype end = body.indexOf(next, at);
        if (!rest.startsWith("\r\n") || end < 0)
            return broken(u"it ends in the middle"_s);
        if (parts.size() == mostParts)
            return broken(u"it has more than 16 parts"_s);
        FormPart part = TRY(readPart(body, at + 2, std::max<qsizetype>(0, end - at - 2)));
        if (std::any_of(parts.begin(), parts.end(),
                        [&part](const FormPart &known) { return known.name == part.name; }))
            return core::invalid(part.name, part.name + u" is there twice"_s);
        parts.append(std::move(part));
        at = end + next.size();
    }
}

} // namespace server::agentapi
