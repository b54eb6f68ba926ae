// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sessionservice.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype longestTitle = 60; // as people count characters

bool isControl(char32_t character)
{
    return QChar::category(character) == QChar::Other_Control;
}

Result<QString> titleOf(const QString &given)
{
    if (given.trimmed().isEmpty())
        return invalid(u"title"_s, u"Title cannot be empty"_s);
    QList<uint> characters = given.toUcs4();
    characters.removeIf([](uint character) { return isControl(character); });
    const QString title =
        QString::fromUcs4(reinterpret_cast<const char32_t *>(characters.constData()), characters.size())
            .trimmed();
    if (title.isEmpty())
        return invalid(u"title"_s, u"Title cannot contain only control characters"_s);
    if (title.toUcs4().size() > longestTitle)
        return invalid(u"title"_s, u"Title must be 60 characters or less"_s);
    return title;
}

QString ownerFor(const Principal &principal)
{
    return principal.may(Scope::Administer) ? QString() : principal.user;
}

} // namespace

SessionService::SessionService(Journal &journal, SessionStore &sessions, TaskStore &tasks)
    : m_journal(journal)
    , m_sessions(sessions)
    , m_tasks(tasks)
{
}

// Two owners may use one name: one's own goes first.
Result<Session> SessionService::any(const QString &idOrName, const Principal &principal)
{
    auto own = m_sessions.find(idOrName, principal.user);
    if (own || own.error().code != ErrorCode::NotFound || !principal.may(Scope::Administer))
        return own;
    return m_sessions.find(idOrName, {});
}

Result<Session> SessionService::find(const QString &idOrName, const Principal &principal)
{
    Session session = TRY(any(idOrName, principal));
    if (isSet(session.deletedAt))
        return failure(ErrorCode::NotFound, u"Session not found"_s);
    return session;
}

Result<SessionEntry> SessionService::entry(const QString &idOrName, const Principal &principal)
{
    return m_sessions.entry(TRY(find(idOrName, principal)));
}

Result<QList<SessionEntry>> SessionService::list(SessionFilter filter, const Principal &principal)
{
    if (!principal.may(Scope::Administer))
        filter.owner = principal.user;
    return m_sessions.list(filter);
}

Result<qint64> SessionService::count(const Principal &principal)
{
    return m_sessions.count(ownerFor(principal));
}

Result<QList<Task>> SessionService::turns(const Session &session, int offset, int limit)
{
    return m_tasks.ofSession(session.name, session.owner, session.firstTask, offset, limit);
}

Result<Session> SessionService::rename(const QString &idOrName, const QString &title,
                                       const Principal &principal)
{
    Session session = TRY(find(idOrName, principal));
    session.title = TRY(titleOf(title));
    return m_journal.record([&](Transaction &transaction) -> Result<Session> {
        session.updatedAt = transaction.now();
        TRY(m_sessions.rename(transaction, session));
        TRY(transaction.announce(
            {.type = EventType::SessionChanged,
             .subject = session.id,
             .actor = principal.name,
             .message = u"Renamed to %1"_s.arg(session.title),
             .payload = {{u"title"_s, session.title}, {u"session_id"_s, session.name}}}));
        return session;
    });
}

Result<void> SessionService::remove(const QString &idOrName, const Principal &principal)
{
    Session session = TRY(any(idOrName, principal));
    if (isSet(session.deletedAt))
        return {};
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        session.deletedAt = transaction.now();
        TRY(m_sessions.remove(transaction, session, principal.name));
        TRY(transaction.announce({.type = EventType::SessionDeleted,
                                  .subject = session.id,
                                  .actor = principal.name,
                                  .message = u"Deleted the session %1"_s.arg(session.title),
                                  .payload = {{u"session_id"_s, session.name}}}));
        return {};
    });
}

} // namespace core
