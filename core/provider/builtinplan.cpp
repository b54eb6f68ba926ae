// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/builtinplan.h"

#include "core/base/text.h"
#include "core/knowledge/searchterms.h"

#include <QJsonArray>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = Instruction::Kind;

constexpr qsizetype longestSubject = 500;
constexpr int passagesForAnswer = 5;
constexpr int passagesForSummary = 8;

struct Need
{
    QLatin1StringView tool = {};
    QLatin1StringView station = {};
    QLatin1StringView purpose = {};
};

constexpr Need needs[] = {
    {"knowledge_search"_L1, "Search"_L1, "to search the knowledge base"_L1},
    {"calculator"_L1, "Calculate"_L1, "to calculate"_L1},
    {"http_fetch"_L1, "Fetch"_L1, "to fetch a page"_L1},
    {"read_file"_L1, "Read"_L1, "to read a file"_L1},
    {"list_files"_L1, "List"_L1, "to list files"_L1},
    {"write_file"_L1, "Write"_L1, "to write a file"_L1},
    {"remember"_L1, "Remember"_L1, "to remember something"_L1},
};

class Planner
{
public:
    Planner(const BuiltinTurn &turn, const QList<ToolSpec> &tools)
        : m_turn(turn)
        , m_tools(tools)
    {
    }

    QList<PlannedStep> plan()
    {
        const QList<Request> requests = recognise(m_turn.query);
        for (qsizetype i = 0; i < requests.size(); ++i) {
            const bool saved = i + 1 < requests.size() && requests[i + 1].wish == Wish::Save;
            add(requests[i], saved ? requests[i + 1].path : QString());
        }
        if (!m_refusal.isEmpty())
            return {PlannedStep{.name = u"Answer"_s,
                                .instruction = toText({.kind = Kind::Say, .subject = m_refusal})}};
        finish(requests);
        return m_steps;
    }

private:
    void add(const Request &request, const QString &file)
    {
        switch (request.wish) {
        case Wish::Ask:
            return ask(request, Kind::Answer, file);
        case Wish::Unclear:
            return ask(request, Kind::Nearest, file);
        case Wish::Offer:
            return addModel(u"Answer"_s, {.kind = Kind::Offer});
        case Wish::Calculate:
            return addTool("calculator"_L1, {{u"expression"_s, request.subject}});
        case Wish::Fetch:
            return addTool("http_fetch"_L1, {{u"url"_s, request.subject}});
        case Wish::Read:
            return addTool("read_file"_L1, {{u"path"_s, request.path}});
        case Wish::List:
            return addTool("list_files"_L1,
                           request.path.isEmpty() ? QJsonObject() : QJsonObject{{u"path"_s, request.path}});
        case Wish::Write:
            return addTool("write_file"_L1, {{u"path"_s, request.path}, {u"content"_s, request.subject}});
        case Wish::Remember:
            return addTool("remember"_L1, {{u"text"_s, request.subject}});
        case Wish::Summarise:
            return summarise(request, file);
        case Wish::Save:
            return save(request);
        }
    }

    void ask(const Request &request, Kind kind, const QString &file)
    {
        const bool offered = offers("knowledge_search"_L1);
        if (kind == Kind::Answer || offered)
            search(queryFor(request.subject), passagesForAnswer);
        addModel(u"Answer"_s,
                 {.kind = kind, .subject = shortened(request.subject, longestSubject), .file = file});
    }

    void search(const QString &query, int limit)
    {
        addTool("knowledge_search"_L1, {{u"query"_s, query}, {u"limit"_s, limit}});
    }

    // A question that leans on the one before is searched with the words of both.
    QString queryFor(const QString &question) const
    {
        QStringList terms = searchTerms(question);
        if (!m_turn.earlierQuery.isEmpty() && m_steps.isEmpty() && isFollowUp(question)) {
            for (const QString &term : searchTerms(m_turn.earlierQuery, 8)) {
                if (!terms.contains(term))
                    terms.append(term);
            }
        }
        return terms.isEmpty() ? shortened(question, longestSubject) : terms.join(u' ');
    }

    void summarise(const Request &request, const QString &file)
    {
        Instruction instruction{.kind = Kind::Summarise, .sentences = request.sentences, .file = file};
        switch (request.source) {
        case Source::Knowledge:
            search(queryFor(request.subject), passagesForSummary);
            instruction.subject = shortened(request.subject, longestSubject);
            break;
        case Source::File:
            addTool("read_file"_L1, {{u"path"_s, request.path}});
            break;
        case Source::Page:
            addTool("http_fetch"_L1, {{u"url"_s, request.subject}});
            break;
        case Source::Given:
            break;
        case Source::Previous:
            if (m_steps.isEmpty() && m_turn.earlierAnswer.isEmpty())
                return refuse(
                    u"There is nothing to summarise yet. Name a topic, a file or a page, or give the text."_s);
            break;
        }
        addModel(u"Summarise"_s, instruction);
    }

    void save(const Request &request)
    {
        QJsonValue content;
        if (m_steps.isEmpty()) {
            if (m_turn.earlierAnswer.isEmpty())
                return refuse(
                    u"There is nothing to save yet. Say what to write, such as: write “some text” to notes.md"_s);
            content = m_turn.earlierAnswer;
        } else {
            if (m_steps.last().kind == StepKind::Tool)
                addModel(u"Collect"_s, {.kind = Kind::Report, .file = request.path});
            content = QJsonObject{{u"$step"_s, m_steps.last().name}, {u"field"_s, u"text"_s}};
        }
        addTool("write_file"_L1, {{u"path"_s, request.path}, {u"content"_s, content}});
    }

    // The last step tells what came of it all, unless the one answer there is already does.
    void finish(const QList<Request> &requests)
    {
        const auto isModel = [](const PlannedStep &step) { return step.kind == StepKind::Model; };
        const auto models = std::count_if(m_steps.begin(), m_steps.end(), isModel);
        if (isModel(m_steps.last()) && (models == 1 && m_steps.size() <= 2))
            return;
        if (requests.size() == 1 && requests.first().wish != Wish::Write &&
            requests.first().wish != Wish::Remember)
            return addModel(u"Answer"_s, {.kind = Kind::Report});
        addModel(u"Report"_s, {.kind = Kind::Report});
    }

    bool offers(QLatin1StringView tool) const
    {
        return std::any_of(m_tools.begin(), m_tools.end(),
                           [tool](const ToolSpec &spec) { return spec.name == tool; });
    }

    void addTool(QLatin1StringView tool, const QJsonObject &arguments)
    {
        const auto need = std::find_if(std::begin(needs), std::end(needs),
                                       [tool](const Need &n) { return n.tool == tool; });
        if (!offers(tool)) {
            return refuse(u"This needs the tool `"_s + tool + u"` "_s + need->purpose +
                          u", and this agent does not have it. Add it to the agent's tools and ask again."_s);
        }
        append({.name = QString(need->station),
                .kind = StepKind::Tool,
                .tool = QString(tool),
                .arguments = arguments});
    }

    void addModel(const QString &name, const Instruction &instruction)
    {
        append({.name = name, .kind = StepKind::Model, .instruction = toText(instruction)});
    }

    // Steps follow each other; a second "Search" is "Search 2".
    void append(PlannedStep step)
    {
        const QString label = step.name;
        const auto taken = [this](const QString &name) {
            return std::any_of(m_steps.begin(), m_steps.end(),
                               [&](const PlannedStep &other) { return other.name == name; });
        };
        for (int number = 2; taken(step.name); ++number)
            step.name = label + u' ' + QString::number(number);
        if (!m_steps.isEmpty())
            step.after = {m_steps.last().name};
        m_steps.append(step);
    }

    void refuse(const QString &text)
    {
        if (m_refusal.isEmpty())
            m_refusal = text;
    }

    const BuiltinTurn &m_turn;
    const QList<ToolSpec> &m_tools;
    QList<PlannedStep> m_steps;
    QString m_refusal;
};

} // namespace

QList<PlannedStep> planFor(const BuiltinTurn &turn, const QList<ToolSpec> &tools)
{
    return Planner(turn, tools).plan();
}

QStringList toolsNeeded(const QString &query, const QList<ToolSpec> &tools)
{
    QStringList needed;
    for (const PlannedStep &step : planFor({.query = query}, tools)) {
        if (!step.tool.isEmpty() && !needed.contains(step.tool))
            needed.append(step.tool);
    }
    return needed;
}

} // namespace core
