// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/tasktablemodel.h"

#include "ui/models/wording.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/tiptext.h"

#include <QScopeGuard>

#include <algorithm>

namespace ui {

using namespace std::chrono_literals;

namespace {

constexpr int page = 100;
constexpr qsizetype mostAskedAtOnce = 300;
constexpr qsizetype mostRows = 50'000;
constexpr qsizetype keptRows = 40'000;

} // namespace

TaskTableModel::TaskTableModel(Backend &backend, QObject *parent)
    : QAbstractTableModel(parent)
    , m_backend(backend)
    , m_refresh([this] { askForChanged(); }, 16ms)
{
    m_sinceNow.start();
    connect(&backend, &Backend::announced, this, &TaskTableModel::hear);
}

void TaskTableModel::setQuery(const TaskQuery &query)
{
    m_query = query;
    ++m_question;
    m_isReading = false;
    read({});
}

void TaskTableModel::read(const core::TaskId &before)
{
    m_isReading = true;
    m_backend.call(
        this,
        [query = m_query, before, principal = m_backend.principal()](core::Core &core) {
            return readTaskRows(core, query, before, page, principal);
        },
        [this, question = m_question, isFirst = before.isEmpty()](const core::Result<TaskRows> &answer) {
            if (question == m_question)
                take(answer, isFirst);
        });
}

void TaskTableModel::take(const core::Result<TaskRows> &answer, bool isFirst)
{
    // Views ask for more while rows come in; until those are in their place there is no last one to go on
    // from.
    auto done = qScopeGuard([this] { m_isReading = false; });
    if (!answer) {
        m_isComplete = true; // a view asks for nothing meanwhile
        QTimer::singleShot(1s, this, [this, question = m_question, isFirst] {
            if (question == m_question)
                read(isFirst || m_rows.isEmpty() ? core::TaskId() : m_rows.last().id);
        });
        emit failed(answer.error().text);
        return;
    }
    m_isComplete = answer->rows.size() < page;
    m_now = answer->now;
    m_sinceNow.restart();
    if (isFirst) {
        beginResetModel();
        m_rows = answer->rows;
        endResetModel();
        done.dismiss();
        m_isReading = false; // the rows are there for those who hear of them
        emit loaded();
        return;
    }
    QList<TaskRow> fresh = answer->rows;
    // A page that was asked for before the list grew at its end brings nothing twice.
    fresh.removeIf([this](const TaskRow &row) { return !m_rows.isEmpty() && !(row.id < m_rows.last().id); });
    if (fresh.isEmpty())
        return;
    const auto from = static_cast<int>(m_rows.size());
    beginInsertRows({}, from, from + static_cast<int>(fresh.size()) - 1);
    m_rows += fresh;
    endInsertRows();
}

bool TaskTableModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isComplete && !m_isReading && !m_rows.isEmpty();
}

void TaskTableModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        read(m_rows.last().id);
}

void TaskTableModel::hear(const QList<core::Event> &events)
{
    for (const core::Event &event : events) {
        if (!event.task.isEmpty())
            m_changed.insert(event.task);
    }
    if (!m_changed.isEmpty())
        m_refresh.request();
}

void TaskTableModel::askForChanged()
{
    QSet<core::TaskId> asked;
    for (auto it = m_changed.begin(); it != m_changed.end() && asked.size() < mostAskedAtOnce;) {
        asked.insert(*it);
        it = m_changed.erase(it);
    }
    m_backend.call(
        this,
        [query = m_query, asked, principal = m_backend.principal()](core::Core &core) {
            return readTaskRows(core, query, asked, principal);
        },
        [this, asked, question = m_question](const core::Result<TaskRows> &answer) {
            answer ? m_refresh.answered() : m_refresh.failed();
            if (question == m_question && answer && !m_isReading)
                apply(asked, *answer);
            else
                m_changed +=
                    asked; // a page was under way, or they could not be read: they are looked at again
            if (answer && !m_changed.isEmpty())
                m_refresh.request();
        });
}

qsizetype TaskTableModel::placeOf(const core::TaskId &id) const
{
    const auto found =
        std::lower_bound(m_rows.begin(), m_rows.end(), id,
                         [](const TaskRow &row, const core::TaskId &wanted) { return wanted < row.id; });
    return found - m_rows.begin();
}

void TaskTableModel::apply(const QSet<core::TaskId> &asked, const TaskRows &answer)
{
    m_now = answer.now;
    m_sinceNow.restart();
    QSet<core::TaskId> gone = asked;
    for (const TaskRow &row : answer.rows) {
        gone.remove(row.id);
        put(row);
    }
    for (const core::TaskId &id : std::as_const(gone)) {
        const qsizetype place = placeOf(id);
        if (place == m_rows.size() || m_rows[place].id != id)
            continue;
        beginRemoveRows({}, static_cast<int>(place), static_cast<int>(place));
        m_rows.removeAt(place);
        endRemoveRows();
    }
    trim();
}

void TaskTableModel::put(const TaskRow &row)
{
    const qsizetype place = placeOf(row.id);
    const int at = static_cast<int>(place);
    if (place < m_rows.size() && m_rows[place].id == row.id) {
        m_rows[place] = row;
        emit dataChanged(index(at, 0), index(at, ColumnCount - 1));
        return;
    }
    if (place == m_rows.size() && !m_isComplete)
        return; // it comes with its page
    beginInsertRows({}, at, at);
    m_rows.insert(place, row);
    endInsertRows();
}

// A console that stands open for weeks does not keep every task that ever began.
void TaskTableModel::trim()
{
    if (m_rows.size() <= mostRows)
        return;
    beginRemoveRows({}, static_cast<int>(keptRows), static_cast<int>(m_rows.size()) - 1);
    m_rows.resize(keptRows);
    m_isComplete = false;
    endRemoveRows();
}

void TaskTableModel::tick()
{
    int first = -1;
    int last = -1;
    for (int row = 0; row < m_rows.size(); ++row) {
        if (core::isFinal(m_rows[row].state) || !core::isSet(m_rows[row].startedAt))
            continue;
        first = first < 0 ? row : first;
        last = row;
    }
    if (first >= 0)
        emit dataChanged(index(first, Time), index(last, Time), {Qt::DisplayRole});
}

int TaskTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TaskTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString TaskTableModel::timeOf(const TaskRow &row) const
{
    if (!core::isSet(row.startedAt))
        return {};
    const core::Timestamp now = m_now + core::milliseconds{m_sinceNow.elapsed()};
    return durationText((core::isSet(row.finishedAt) ? row.finishedAt : now) - row.startedAt);
}

QString TaskTableModel::textOf(const TaskRow &row, int column) const
{
    switch (column) {
    case Status:
        return lookOf(row.state).text;
    case Title:
        return row.title;
    case Cluster:
        return row.cluster;
    case Mode:
        return core::toWord(row.mode);
    case Time:
        return timeOf(row);
    case Tokens:
        return row.tokens > 0 ? tokensText(row.tokens) : QString();
    case Cost:
        return row.tokens > 0 ? costText(row.cost) : QString();
    default:
        return {};
    }
}

QVariant TaskTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    static constexpr CellKind kinds[] = {CellKind::Pill,   CellKind::Strong, CellKind::Muted, CellKind::Muted,
                                         CellKind::Number, CellKind::Number, CellKind::Number};
    const TaskRow &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return core::visibleLine(textOf(row, index.column()));
    case Qt::ToolTipRole:
        return index.column() <= Mode ? QVariant(tipText(textOf(row, index.column()))) : QVariant();
    case KindRole:
        return QVariant::fromValue(kinds[index.column()]);
    case LookRole:
        return QVariant::fromValue(lookOf(row.state));
    case IdRole:
        return row.id.value;
    default:
        return {};
    }
}

QVariant TaskTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section >= Time ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Status"), tr("Task"),   tr("Cluster"), tr("Mode"),
                             tr("Time"),   tr("Tokens"), tr("Cost")};
    return names[section];
}

} // namespace ui
