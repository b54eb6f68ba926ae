// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/pieces.h"

#include "core/base/json.h"
#include "core/base/numbertext.h"
#include "core/base/text.h"
#include "core/knowledge/searchterms.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype mostQuoted = 3;
constexpr qsizetype mostListed = 100;
constexpr qsizetype longestShown = 4000;
constexpr qsizetype longestPage = 1500;

QString firstOf(const QJsonObject &object, std::initializer_list<QLatin1StringView> keys)
{
    for (const QLatin1StringView key : keys) {
        const QJsonValue value = object.value(key);
        if (value.isDouble())
            return numberText(value);
        if (value.isString() && !value.toString().isEmpty())
            return value.toString();
    }
    return {};
}

QString citation(const QJsonObject &passage)
{
    const QString title = passage.value("title"_L1).toString();
    const QString heading = passage.value("heading"_L1).toString();
    return heading.isEmpty() ? title : QString(title + u" › "_s + heading);
}

QString quotation(const QString &text)
{
    QString quoted = text.trimmed();
    quoted.replace(u'\n', "\n> "_L1);
    return u"> "_s + quoted;
}

struct Rated
{
    QJsonObject passage = {};
    double coverage = 0;
};

QList<Rated> rated(const QJsonObject &result, const QStringList &terms)
{
    QList<Rated> passages;
    for (const QJsonValue &value : result.value("passages"_L1).toArray()) {
        const QJsonObject passage = value.toObject();
        const QString text = citation(passage) + u'\n' + passage.value("text"_L1).toString();
        passages.append({.passage = passage, .coverage = coverage(terms, text)});
    }
    std::stable_sort(passages.begin(), passages.end(),
                     [](const Rated &a, const Rated &b) { return a.coverage > b.coverage; });
    return passages;
}

QString toldCalculation(const TurnPiece &piece)
{
    const QString value = firstOf(piece.result, {"text"_L1, "result"_L1, "value"_L1});
    QString expression = firstOf(piece.result, {"expression"_L1});
    if (piece.result.value("value"_L1).isNull()) // it has none, and says so
        return value;
    if (expression.isEmpty())
        expression = firstOf(piece.arguments, {"expression"_L1});
    return expression.isEmpty() ? value : QString(expression + u" = **"_s + value + u"**"_s);
}

QString toldFile(const TurnPiece &piece)
{
    QString path = firstOf(piece.result, {"path"_L1});
    if (path.isEmpty())
        path = firstOf(piece.arguments, {"path"_L1});
    const QString text = textOf(piece);
    const QString shown = text.size() > longestShown ? shortened(text, longestShown) : text;
    if (shown.trimmed().isEmpty())
        return u"`"_s + path + u"` is empty."_s;
    return u"`"_s + path + u"`:\n\n"_s + quotation(shown);
}

QString toldPage(const TurnPiece &piece)
{
    QString url = firstOf(piece.result, {"url"_L1, "final_url"_L1});
    if (url.isEmpty())
        url = firstOf(piece.arguments, {"url"_L1});
    const QString title = firstOf(piece.result, {"title"_L1});
    const QString head = title.isEmpty() ? url : QString(u"**"_s + title + u"** ("_s + url + u")"_s);
    const QString text = textOf(piece).trimmed();
    return text.isEmpty() ? QString(head + u" has no text."_s)
                          : QString(head + u"\n\n"_s + quotation(shortened(text, longestPage)));
}

QString toldFiles(const TurnPiece &piece)
{
    const QJsonArray files = piece.result.value("files"_L1).toArray();
    if (files.isEmpty())
        return u"There are no files here yet."_s;
    QStringList lines;
    for (const QJsonValue &file : files) {
        if (lines.size() == mostListed) {
            lines.append(u"- … and "_s + QString::number(files.size() - mostListed) + u" more"_s);
            break;
        }
        const QString name =
            file.isString() ? file.toString() : firstOf(file.toObject(), {"path"_L1, "name"_L1});
        lines.append(u"- `"_s + name + u'`');
    }
    return lines.join(u'\n');
}

QString toldWrite(const TurnPiece &piece)
{
    QString path = firstOf(piece.result, {"path"_L1});
    if (path.isEmpty())
        path = firstOf(piece.arguments, {"path"_L1});
    const QString bytes = firstOf(piece.result, {"bytes"_L1, "size"_L1});
    return u"Saved as `"_s + path +
           (bytes.isEmpty() ? u"`."_s
                            : QString(u"` ("_s + bytes + (bytes == "1"_L1 ? u" byte)."_s : u" bytes)."_s)));
}

QString toldFailure(const TurnPiece &piece)
{
    QString name = piece.tool;
    name.replace(u'_', u' ');
    const QString path = firstOf(piece.arguments, {"path"_L1, "url"_L1, "expression"_L1, "query"_L1});
    const QString what = path.isEmpty() ? name : QString(name + u" `"_s + path + u"`"_s);
    return u"This was not done: "_s + what + u". "_s + piece.error;
}

} // namespace

QString quotedPassages(const QJsonObject &result, const QStringList &terms, double &found)
{
    const QList<Rated> passages = rated(result, terms);
    found = passages.isEmpty() ? 0 : passages.first().coverage;
    QStringList quoted;
    for (const Rated &one : passages) {
        if (quoted.size() == mostQuoted || one.coverage + 0.15 < found)
            break;
        quoted.append(quotation(one.passage.value("text"_L1).toString()) + u"\n>\n> — "_s +
                      citation(one.passage));
    }
    return quoted.join("\n\n"_L1);
}

QStringList sourcesOf(const QJsonObject &result)
{
    QStringList sources;
    for (const QJsonValue &passage : result.value("passages"_L1).toArray()) {
        const QString source = citation(passage.toObject());
        if (!sources.contains(source))
            sources.append(source);
    }
    return sources;
}

QString textOf(const TurnPiece &piece)
{
    if (piece.tool == "knowledge_search"_L1) {
        QStringList texts;
        for (const QJsonValue &passage : piece.result.value("passages"_L1).toArray())
            texts.append(passage.toObject().value("text"_L1).toString());
        return texts.join("\n\n"_L1);
    }
    if (piece.tool == "read_file"_L1 || piece.tool == "http_fetch"_L1)
        return firstOf(piece.result, {"text"_L1, "content"_L1, "body"_L1});
    return {};
}

QString toldPiece(const TurnPiece &piece)
{
    if (!piece.error.isEmpty())
        return toldFailure(piece);
    if (piece.tool.isEmpty())
        return piece.text;
    if (piece.tool == "calculator"_L1)
        return toldCalculation(piece);
    if (piece.tool == "read_file"_L1)
        return toldFile(piece);
    if (piece.tool == "http_fetch"_L1)
        return toldPage(piece);
    if (piece.tool == "list_files"_L1)
        return toldFiles(piece);
    if (piece.tool == "write_file"_L1)
        return toldWrite(piece);
    if (piece.tool == "knowledge_search"_L1) {
        double found = 0;
        const QStringList terms = searchTerms(firstOf(piece.arguments, {"query"_L1}));
        const QString quoted = quotedPassages(piece.result, terms, found);
        return quoted.isEmpty() ? u"Nothing was found in the knowledge base."_s : quoted;
    }
    const QString summary = firstOf(piece.result, {"summary"_L1});
    return summary.isEmpty() ? shortened(toCompactText(piece.result), longestPage) : summary;
}

} // namespace core
