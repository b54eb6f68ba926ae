// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/knowledge/documentkind.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype placeOfPdf = 1024; // within which readers of PDF look for its mark

Error unsupported(Formats formats)
{
    Error error = failure(ErrorCode::Unsupported,
                          formats == Formats::All ? u"Only text (also CSV, JSON, YAML and logs), Markdown, "
                                                    u"HTML and PDF can be added. Convert the document and "
                                                    "add it again."_s
                                                  : u"Only text (also CSV, JSON, YAML and logs) and Markdown "
                                                    u"can be added. Convert the document and add it "
                                                    "again."_s);
    error.field = u"content_type"_s;
    return error;
}

// A PDF says so at its beginning; where something stands before that, its objects must follow, because a text
// may speak of PDF.
bool isPdf(QByteArrayView start)
{
    const qsizetype at = start.first(std::min(start.size(), placeOfPdf)).indexOf("%PDF-");
    if (at < 0)
        return false;
    const QByteArrayView before = start.first(at);
    return before.trimmed().isEmpty() || before == "\xEF\xBB\xBF" || start.sliced(at).contains(" 0 obj");
}

// Written in letters, and yet no text that anybody reads.
bool isOtherFormat(QByteArrayView start)
{
    static constexpr QByteArrayView marks[] = {"{\\rtf",
                                               "%!PS",
                                               "PK\x03\x04",
                                               "\x89PNG",
                                               "GIF8",
                                               "\xFF\xD8\xFF",
                                               "\x1F\x8B",
                                               "\xD0\xCF\x11\xE0",
                                               "\x7F"
                                               "ELF"};
    return std::any_of(std::begin(marks), std::end(marks),
                       [start](QByteArrayView mark) { return start.startsWith(mark); });
}

// What programs write in letters and people read.
bool isWrittenText(const QString &type)
{
    static const QStringList types{u"text/csv"_s,           u"text/tab-separated-values"_s,
                                   u"text/json"_s,          u"text/yaml"_s,
                                   u"text/x-yaml"_s,        u"text/vnd.yaml"_s,
                                   u"text/toml"_s,          u"text/x-log"_s,
                                   u"text/x-rst"_s,         u"application/json"_s,
                                   u"application/jsonl"_s,  u"application/json-lines"_s,
                                   u"application/toml"_s,   u"application/x-ndjson"_s,
                                   u"application/ndjson"_s, u"application/csv"_s,
                                   u"application/yaml"_s,   u"application/x-yaml"_s};
    return types.contains(type) || (type.startsWith("application/"_L1) && type.endsWith("+json"_L1));
}

bool hasNameOfText(const QString &name)
{
    static const QStringList endings{u"txt"_s,    u"text"_s, u"csv"_s, u"tsv"_s, u"json"_s, u"jsonl"_s,
                                     u"ndjson"_s, u"yaml"_s, u"yml"_s, u"log"_s, u"toml"_s, u"ini"_s,
                                     u"conf"_s,   u"cfg"_s,  u"rst"_s, u"adoc"_s};
    return !name.contains(u'.') || endings.contains(name.section(u'.', -1));
}

} // namespace

Result<QString> contentTypeOf(const NewDocument &document, Formats formats)
{
    const QString type = document.contentType.section(u';', 0, 0).trimmed().toLower();
    const QString name = document.fileName.toLower();
    if (isOtherFormat(document.content))
        return unsupported(formats);
    if (isPdf(document.content))
        return formats == Formats::All ? Result<QString>(u"application/pdf"_s) : unsupported(formats);
    const bool namedMarkdown = name.endsWith(".md"_L1) || name.endsWith(".markdown"_L1);
    if (type == "text/markdown"_L1 || type == "text/x-markdown"_L1)
        return u"text/markdown"_s;
    if (type == "text/plain"_L1 || type.isEmpty() || type == "application/octet-stream"_L1) {
        if (namedMarkdown)
            return u"text/markdown"_s;
        if (type == "text/plain"_L1 || hasNameOfText(name))
            return u"text/plain"_s;
    }
    // Where a spreadsheet is installed, browsers call a CSV that.
    if (isWrittenText(type) || (type == "application/vnd.ms-excel"_L1 && name.endsWith(".csv"_L1)))
        return u"text/plain"_s;
    if (formats == Formats::All) {
        if (type == "application/pdf"_L1 || name.endsWith(".pdf"_L1))
            return u"application/pdf"_s;
        if (type == "text/html"_L1 || type == "application/xhtml+xml"_L1 || name.endsWith(".html"_L1) ||
            name.endsWith(".htm"_L1))
            return u"text/html"_s;
    }
    return unsupported(formats);
}

} // namespace core
