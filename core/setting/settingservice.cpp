// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setting/settingservice.h"

#include "core/base/alarm.h"
#include "core/base/log.h"

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Null where there is no setting of that name.
const QStringList *choicesOf(const QString &name)
{
    const auto &rows = SettingService::table();
    const auto row = std::ranges::find(rows, name, &std::pair<QString, QStringList>::first);
    return row == rows.end() ? nullptr : &row->second;
}

} // namespace

const QList<std::pair<QString, QStringList>> &SettingService::table()
{
    static const QList<std::pair<QString, QStringList>> rows{
        {u"appearance.theme"_s, {u"system"_s, u"dark"_s, u"light"_s}},
        {u"notifications.approvals"_s, {u"on"_s, u"off"_s}},
        {u"approvals.undo_seconds"_s, {u"8"_s, u"0"_s, u"5"_s, u"15"_s, u"30"_s}},
    };
    return rows;
}

SettingService::SettingService(Journal &journal, SettingStore &store)
    : m_journal(journal)
    , m_store(store)
{
    m_again.setSingleShot(true);
    m_again.setInterval(Alarm::pauseAfterFailure);
    connect(&m_again, &QTimer::timeout, this, &SettingService::reload);
    connect(&m_journal, &Journal::committed, this, [this](const QList<Event> &events) {
        if (std::ranges::find(events, EventType::SettingChanged, &Event::type) != events.end())
            m_journal.whenCommitted(this, [this](const Result<void> &) { reload(); });
    });
}

Result<void> SettingService::open()
{
    m_values = TRY(m_store.all());
    return {};
}

void SettingService::reload()
{
    if (auto opened = open(); !opened) {
        qCWarning(logStore).noquote()
            << "The settings cannot be read, so they stay what they were:" << opened.error().detail;
        m_again.start();
    }
}

QString SettingService::value(const QString &name) const
{
    const QStringList *choices = choicesOf(name);
    if (!choices)
        return {};
    // A word of a newer version is none here.
    const QString chosen = m_values.value(name);
    return choices->contains(chosen) ? chosen : choices->constFirst();
}

Result<void> SettingService::set(const QString &name, const QString &value, const Principal &by)
{
    if (!by.may(Scope::Administer))
        return failure(ErrorCode::Forbidden, u"Only an administrator may change the settings."_s);
    const QStringList *choices = choicesOf(name);
    if (!choices)
        return invalid(u"name"_s, u"There is no setting of that name."_s);
    if (!choices->contains(value))
        return invalid(name, u"%1: should be one of %2"_s.arg(name, choices->join(u", ")));
    return m_journal.record([&](Transaction &transaction) -> Result<void> {
        TRY(m_store.put(transaction, name, value, by.user));
        TRY(transaction.announce({.type = EventType::SettingChanged,
                                  .subject = name,
                                  .actor = by.user,
                                  .message = u"Setting %1 is now %2"_s.arg(name, value),
                                  .payload = {{u"name"_s, name}, {u"value"_s, value}}}));
        return {};
    });
}

} // namespace core
